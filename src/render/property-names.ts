const constructors = [
  Object,
  Array,
  Map,
  Set,
  WeakMap,
  WeakSet,
  Date,
  RegExp,
  Promise,
  Function,
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Error,
  ArrayBuffer,
  DataView,
  Uint8Array,
  Buffer,
]

/** The prototypes of JavaScript itself; templates see no member of theirs. */
export const builtinPrototypes: ReadonlySet<object> = new Set([
  ...constructors.map((constructor) => constructor.prototype as object),
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object,
])
