/** A worker file that cannot be loaded. */
throw new RangeError('this module cannot be loaded');
