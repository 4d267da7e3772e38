/**
 * How a template sees the values of a view, for TypeScript. The files that `djust types` writes are made of these: they
 * read in TypeScript what a template reads, so that the compiler checks the template's names.
 */

type IsAny<T> = 0 extends 1 & T ? true : false

/** Only the names that a class or object spells out. */
type Declared<T> = { readonly [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] }

type Method<View, Name extends string> =
  View extends Readonly<Record<Name, (...args: never) => infer Result>> ? Declared<Awaited<Result>> : unknown

/** The context of a view: its fields and getters, and what its own `getContextData` adds. */
export type ViewContext<View> = Declared<Omit<Declared<View>, 'templateName' | 'mount' | 'getContextData'>> & Method<View, 'getContextData'>

/** The view that stands at an index of the `views` of a configuration. */
export type ViewOf<Config, Index extends number> = Config extends { readonly views?: infer Views } ? Instance<ListOf<Views>[Index]> : never

type ListOf<Views> = Extract<Views extends (...args: never) => infer Result ? Awaited<Result> : Views, readonly unknown[]>
type Instance<View> = View extends abstract new (...args: never) => infer One
  ? One
  : View extends { readonly view: abstract new (...args: never) => infer One }
    ? One
    : never

/**
 * A value as a template reads it: awaited, called if it is a method without parameters, a reference as what it refers to, a
 * collection as a list, and never null, which templates read through.
 */
export type Shown<T> =
  IsAny<T> extends true
    ? T
    : NonNullable<Awaited<T>> extends infer Value
      ? Value extends (...args: infer Args) => infer Result
        ? [] extends Args
          ? Shown<Result>
          : Value
        : Value extends { getItems(...args: never): readonly (infer Item)[] }
          ? List<Item>
          : Value extends string
            ? Value
            : Value extends readonly (infer Item)[]
              ? List<Item, Value>
              : Value extends ReadonlyMap<infer Key, infer Item>
                ? Dictionary<Key, Item>
                : Value extends ReadonlySet<infer Item>
                  ? List<Item>
                  : Value extends { unwrap(): infer One }
                    ? Shown<One>
                    : Value
      : never

/** What `for` gives of a list. */
export type Each<T> = IsAny<T> extends true ? T : T extends Iterable<infer Item> | AsyncIterable<infer Item> ? Shown<Item> : never

/** A list with the words that templates know of it. */
type List<Item, Given = readonly Item[]> = Given & {
  readonly all: List<Item>
  readonly count: number
  readonly exists: boolean
  readonly first: Item
  readonly last: Item
}

/** A Map; each of its keys is a name. */
type Dictionary<Key, Item> = Iterable<Key> & { readonly [name: string]: Item }

/** What an included template reads of the page around it: anything, if the view has no such name. */
export type Parameter<View, Name extends string> = Name extends keyof View ? Shown<View[Name]> : any // oxlint-disable-line typescript/no-explicit-any -- it may be anything

/** What `.items`, `.keys` and `.values` give: the value's own, or those of the object as a dictionary. */
export type Part<T, Name extends 'items' | 'keys' | 'values'> =
  IsAny<T> extends true
    ? T
    : T extends Iterable<infer Key> & { readonly [name: string]: infer Item }
      ? List<{ readonly items: readonly [Key, Item]; readonly keys: Key; readonly values: Item }[Name]>
      : T extends Readonly<Record<Name, infer Own>>
        ? Shown<Own>
        : List<{ readonly items: readonly [string, T[keyof T]]; readonly keys: string; readonly values: T[keyof T] }[Name]>
