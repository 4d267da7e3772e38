import { ContextError } from './context-error.ts'
import type { RandomSource } from './random-source.ts'

function thrown(what: string): never {
  throw new ContextError(`from ${what}`)
}

/** The `then` of what is no promise: who waits for it gets its value, as from every `then` that ever ends. */
function answer(value: unknown): (...callbacks: unknown[]) => unknown {
  return (...[resolve]) => (typeof resolve === 'function' ? (resolve as (value: unknown) => unknown)(value) : value)
}

const silent = Object.assign(new ContextError('silent'), { silentVariableFailure: true })

/** Objects that answer what they are asked with errors, lies or other objects of their kind. */
const kinds: readonly ((inner: unknown) => unknown)[] = [
  // Everything there is, all the way down.
  (inner) => {
    const everything: object = new Proxy(Object.create(null) as object, {
      get: (_, name) => (typeof name === 'symbol' ? undefined : name === 'a' ? inner : everything),
      has: () => true,
      getOwnPropertyDescriptor: (_, name) => ({ value: name, configurable: true, enumerable: true }),
      ownKeys: () => ['a', '__proto__', 'constructor'],
    })
    return everything
  },
  // Every question is an error.
  () =>
    new Proxy(
      {},
      {
        get: () => thrown('a proxy'),
        has: () => thrown('a proxy'),
        ownKeys: () => thrown('a proxy'),
        getOwnPropertyDescriptor: () => thrown('a proxy'),
        getPrototypeOf: () => thrown('a proxy'),
      },
    ),
  (inner) => new Proxy([inner, 2], { get: (list, name) => (name === 'length' ? 3 : Reflect.get(list, name)) }),
  (inner) => new Proxy(() => inner, { get: (target, name) => (name === 'length' ? 0 : Reflect.get(target, name)) }),
  (inner) => new Proxy(new Map([['a', inner]]), {}),
  () => new Proxy(new Date(0), {}),
  (inner) => ({
    get a() {
      return thrown('a getter')
    },
    b: inner,
    toString: () => thrown('toString'),
    toJSON: () => thrown('toJSON'),
    [Symbol.toPrimitive]: () => thrown('toPrimitive'),
    *[Symbol.iterator]() {
      yield inner
      thrown('an iterator')
    },
  }),
  (inner) => Object.assign(Object.create(null) as object, { a: inner, __proto__: 1, constructor: inner, toString: 1, length: -1 }),
  (inner) => Object.defineProperty({ a: inner }, '__proto__', { value: inner, enumerable: true }),
  (inner) => JSON.parse(`{"__proto__": {"secret": 1, "toString": 2}, "a": ${JSON.stringify(typeof inner)}}`) as unknown,
  // Looks like what the engine knows.
  (inner) => ({
    text: inner,
    toHTML: () => inner,
    __html__: () => inner,
    // oxlint-disable-next-line unicorn/no-thenable -- that is the point
    then: answer(inner),
    valueOf: () => inner,
    size: 'x',
    length: 1e9,
  }),
  (inner) => {
    class List extends Array<unknown> {
      get a(): unknown {
        return inner
      }
    }
    return List.of(1, inner)
  },
  // oxlint-disable-next-line no-sparse-arrays -- what a hole is to a template is the question
  (inner) => [, inner, ,],
  () => ({ [Symbol.iterator]: () => 'no iterator', a: 1 }),
  () => ({ [Symbol.iterator]: () => ({ next: () => ({ done: true }) }) }),
  () => Object.freeze([Object.freeze({ a: Object.freeze([]) })]),
  () => new Proxy({}, { getPrototypeOf: () => Array.prototype, get: (_, name) => (name === 'constructor' ? Function : undefined) }),
  (inner) => Object.create({ inherited: inner, constructor: Function }) as unknown,
  () => ({ silentVariableFailure: true, altersData: true, doNotCallInTemplates: true }),
  (inner) => Object.assign(() => inner, { altersData: true, a: inner }),
  (inner) => Object.assign(() => inner, { doNotCallInTemplates: true, a: inner }),
  () => {
    throw silent
  },
  () => new Uint8Array(8),
  () => new WeakMap(),
  () => /a+/g,
  () => new URL('https://a.example/?a=<b>'),
  () => new URLSearchParams('a=1&a=<2>'),
]

/** One of them, with another value in it; a kind that throws when it is made is a function that throws. */
export function hostileValue(random: RandomSource, inner: unknown): unknown {
  const make = random.pick(kinds)
  return random.chance(80) ? made(make, inner) : () => make(inner)
}

function made(make: (inner: unknown) => unknown, inner: unknown): unknown {
  try {
    return make(inner)
  } catch {
    return () => make(inner)
  }
}
