import { DecimalValue } from '../../src/value/decimal-value.ts'
import { PlainDate } from '../../src/value/plain-date.ts'
import { SafeString } from '../../src/value/safe-string.ts'
import { ContextError } from './context-error.ts'
import { hostileValue } from './hostile-values.ts'
import { longText } from './extreme-template.ts'
import type { RandomSource } from './random-source.ts'

/** Printed only where a template reached a constructor. */
export const reached = 'CONSTRUCTOR-WAS-REACHED'

class Trap {
  static secret = reached
  static get self(): string {
    return reached
  }
  name = 'trap'
  get items(): unknown {
    return [this]
  }
  method(): unknown {
    return this
  }
  noArgument(needed: unknown): unknown {
    return needed
  }
  get fails(): unknown {
    throw new ContextError('from a getter')
  }
}

/** A class that the application itself hands to a template: its static members are there. */
class Given {
  static secret = 'given'
  name = 'given'
}

const evil = JSON.parse('{"__proto__": {"a": "own"}, "constructor": {"secret": "own"}, "a": 1}') as Record<string, unknown>

/** A context with values of every type, and some that lie in wait; `short` where a page may print each of them 200 times. */
export function randomContext(random: RandomSource, short: boolean): Record<string, unknown> {
  const context: Record<string, unknown> = {}
  for (const name of 'a b list o map set text n f date trap deep none c p R K Ω x'.split(' ')) {
    if (random.chance(85)) context[name] = randomValue(random, short, short ? 1 : 3)
  }
  if (random.chance(10)) Object.defineProperty(context, '__proto__', { value: evil, enumerable: true })
  if (random.chance(50)) context['request'] = { GET: { a: 1 }, path: '/p', resolverMatch: null }
  if (random.chance(10)) context['constructor'] = 'a name as any other'
  if (random.chance(5)) return Object.assign(Object.create(null) as Record<string, unknown>, context)
  if (random.chance(3)) return Object.create(context) as Record<string, unknown>
  return context
}

/** Lists that hold others many times over, or very deep. */
function shared(random: RandomSource, short: boolean): unknown {
  const depth = random.pick(short ? [3, 6] : [3, 12, 40, 2000])
  const wraps: readonly ((inner: unknown) => unknown)[] = [
    (inner) => [inner, inner],
    (inner) => ({ a: inner, b: inner }),
    (inner) =>
      new Map([
        ['a', inner],
        ['b', inner],
      ]),
    (inner) => ['x', [inner, inner]],
    (inner) => new Set([[inner], [inner]]),
    (inner) => [inner],
  ]
  const wrap = random.pick(wraps)
  let value: unknown = 1
  for (let times = 0; times < depth; times++) value = wrap(value)
  return value
}

function randomValue(random: RandomSource, short: boolean, depth: number): unknown {
  const items = (): unknown[] => Array.from({ length: random.number(4) }, () => randomValue(random, short, depth - 1))
  switch (random.number(depth > 0 ? 30 : 17)) {
    case 0:
      return random.pick([0, -0, 1, -7, 3.25, NaN, Infinity, 1e21, 2 ** 53, 1e-7])
    case 1:
      return random.pick([true, false, null, undefined])
    case 2:
      return random.pick([
        '',
        'a<b>&"\'',
        'None',
        '2025-09-20',
        '13:05',
        '\uD800',
        '😀 x',
        'a,b',
        '__proto__',
        'constructor',
        '{{ a }}',
        ' '.repeat(50),
      ])
    case 3:
      return random.pick([10n, -(10n ** 30n), 10n ** 400n, short ? 2n ** 2000n : 2n ** 20_000n])
    case 4:
      return new SafeString('<i>safe</i>')
    case 5:
      return random.pick([new Date(0), new Date(NaN), new Date('2025-03-30T01:30:00Z'), new Date(8.64e15)])
    case 6:
      return DecimalValue.from(random.pick(['832.00', '-0.5', '1e999999999', '-1e-999999999', '12345.678e-300', `1.${'3'.repeat(500)}`]))
    case 7:
      return PlainDate.parse('2024-02-29')
    case 8:
      return new Trap()
    case 9:
      return () => randomValue(random, short, 0)
    case 10:
      return random.pick([Given, Object, Function, Reflect.get, Symbol('s'), () => Given, Math])
    case 11:
      return evil
    case 12:
      return () => {
        throw new ContextError('from a function')
      }
    case 13:
      return Promise.resolve(1)
    case 14:
      return longText(random, short)
    case 15:
      return random.pick([
        '9'.repeat(400),
        '-'.repeat(9),
        '1e999999999',
        '0x10',
        '٣',
        '1_000',
        '9'.repeat(short ? 300 : 5000),
        'None',
        'javascript:alert(1)',
        '</script>',
      ])
    case 16:
      return shared(random, short)
    case 26:
    case 27:
    case 28:
      return items()
    case 17:
      return new Map<unknown, unknown>([
        ['a', randomValue(random, short, depth - 1)],
        ['constructor', 1],
        [1, 2],
      ])
    case 18:
      return new Set(items())
    case 19:
      return Object.assign(Object.create(null) as object, { a: randomValue(random, short, depth - 1) })
    case 20: {
      const round: unknown[] = [1]
      round.push(round, { round })
      return round
    }
    case 22:
    case 23:
      return hostileValue(random, randomValue(random, short, depth - 1))
    case 21:
      return [
        ['a', 1],
        ['b', randomValue(random, short, depth - 1)],
      ]
    default:
      return { a: randomValue(random, short, depth - 1), name: 'x', items: items(), self: random.chance(20) ? new Trap() : 1 }
  }
}
