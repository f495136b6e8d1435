/** Keys in files: whoever can read the file of a secret can run code on all hosts. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { OptionError } from '../../core/base/errors.ts';

/** @throws OptionError if it cannot be read, or others can read it too */
export function readSecret(file: string): string {
  return reading(file, (fd) => {
    const { mode, uid } = fstatSync(fd);
    // A file of somebody else that we may read by our group is how Kubernetes hands out secrets.
    const others = process.getuid?.() === uid ? 0o077 : 0o007;
    if (process.platform !== 'win32' && (mode & others) !== 0) {
      throw new OptionError(
        `the key file '${file}' can be read by others (mode ${(mode & 0o777).toString(8)}): ` +
          `chmod 600 '${file}', and replace the key if they are not trusted`,
      );
    }
    return readFileSync(fd, 'utf8').trim();
  });
}

/** A public key. */
export function readText(file: string): string {
  return reading(file, (fd) => readFileSync(fd, 'utf8').trim());
}

function reading(file: string, read: (fd: number) => string): string {
  let fd: number | undefined;
  try {
    fd = openSync(file, 'r');
    return read(fd);
  } catch (cause) {
    if (cause instanceof OptionError) throw cause;
    throw new OptionError(`the key file '${file}' could not be read`, { cause });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
