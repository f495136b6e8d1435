export class HiddenFailure extends TypeError {}
