import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { whyNot } from '../support/services.ts'
import { caseWhen, coalesce, col, concat, type Expression, type Operand, value } from '../../src/query/expression.ts'
import { type Office, openOffice, Person, Team } from './support/office.ts'

/**
 * Random expressions on random rows, against an evaluator that knows nothing of SQL: each expression is made together with
 * the function that computes it from a row.
 */
interface Row {
  readonly id: number
  readonly name: string
  readonly nick: string | null
  readonly level: number
  readonly score: number | null
  readonly hired: string | null
  readonly seenAt: Date
  readonly boss: Row | null
}
interface Made<V> {
  readonly expression: Operand
  readonly of: (row: Row) => V | null
}

/** What a method can be called on. */
const called = <V>({ expression }: Made<V>): Expression =>
  typeof expression === 'object' && expression !== null && !(expression instanceof Date) ? expression : value(expression)
const made = <V>(expression: Operand, of: (row: Row) => V | null): Made<V> => ({ expression, of })
/** Null of null, as most functions are. */
const strict =
  <A, V>(a: Made<A>, f: (a: A) => V | null) =>
  (row: Row): V | null => {
    const one = a.of(row)
    return one === null ? null : f(one)
  }
const strict2 =
  <A, B, V>(a: Made<A>, b: Made<B>, f: (a: A, b: B) => V | null) =>
  (row: Row): V | null => {
    const [one, two] = [a.of(row), b.of(row)]
    return one === null || two === null ? null : f(one, two)
  }

const isoDay = (date: Date): string => date.toISOString().slice(0, 10)
const utc = (day: string): Date => new Date(`${day}T00:00:00Z`)
const starts = {
  year: (day: string) => `${day.slice(0, 4)}-01-01`,
  month: (day: string) => `${day.slice(0, 7)}-01`,
  week: (day: string) => isoDay(new Date(utc(day).getTime() - ((utc(day).getUTCDay() + 6) % 7) * 86_400_000)),
  day: (day: string) => day,
} as const
const ascii = (text: string, upper: boolean): string => text.replace(/[a-zA-Z]/g, (one) => (upper ? one.toUpperCase() : one.toLowerCase()))

/** The remainder of doubles jumps where they differ in the last digit. */
const whole = fc.constantFrom(
  made<number>(col('level'), (row) => row.level),
  made<number>(col('boss.level'), (row) => row.boss?.level ?? null),
  made<number>(col('level').minus(2), (row) => row.level - 2),
  made<number>(value(3), () => 3),
  made<number>(value(-2), () => -2),
)

const { number, text, day } = fc.letrec<{ number: Made<number>; text: Made<string>; day: Made<string> }>((tie) => {
  const two = <A, B>(a: string, b: string) =>
    fc.tuple<[unknown, unknown]>(tie(a as 'number'), tie(b as 'number')) as fc.Arbitrary<[Made<A>, Made<B>]>
  const numbers = two<number, number>('number', 'number')
  const texts = two<string, string>('text', 'text')
  const days = two<string, string>('day', 'day')
  const condition = fc.constantFrom(
    { where: { level: { gt: 1 } }, holds: (row: Row) => row.level > 1 },
    { where: { nick: null }, holds: (row: Row) => row.nick === null },
    { where: { boss: { level: 0 } }, holds: (row: Row) => row.boss?.level === 0 },
    { where: { not: { score: { lt: 2 } } }, holds: (row: Row) => !(row.score !== null && row.score < 2) },
  )
  const choice = <V>(branch: fc.Arbitrary<[Made<V>, Made<V>]>) =>
    fc
      .tuple(condition, branch)
      .map(([{ where, holds }, [a, b]]) =>
        made<V>(caseWhen([[where, a.expression]], b.expression), (row) => (holds(row) ? a.of(row) : b.of(row))),
      )
  const first = <V>([a, b]: [Made<V>, Made<V>]): Made<V> => made(coalesce(a.expression, b.expression), (row) => a.of(row) ?? b.of(row))
  const part = (name: 'year' | 'month' | 'day' | 'weekday', f: (date: Date) => number) =>
    tie('day').map((a) =>
      made<number>(
        called(a)[name](),
        strict(a, (one) => f(utc(one))),
      ),
    )
  const option = { maxDepth: 3, depthIdentifier: 'expression' }
  return {
    number: fc.oneof(
      option,
      fc.constantFrom(
        made<number>(col('level'), (row) => row.level),
        made<number>(col('score'), (row) => row.score),
        made<number>(col('boss.level'), (row) => row.boss?.level ?? null),
        made<number>(col('boss.boss.score'), (row) => row.boss?.boss?.score ?? null),
        made<number>(col('seenAt').hour(), (row) => row.seenAt.getUTCHours()),
        made<number>(value(3), () => 3),
        made<number>(value(-0.5), () => -0.5),
        made<number>(value(0), () => 0),
      ),
      numbers.map(([a, b]) =>
        made(
          called(a).plus(b.expression),
          strict2(a, b, (x, y) => x + y),
        ),
      ),
      numbers.map(([a, b]) =>
        made(
          called(a).minus(b.expression),
          strict2(a, b, (x, y) => x - y),
        ),
      ),
      numbers.map(([a, b]) =>
        made(
          called(a).times(b.expression),
          strict2(a, b, (x, y) => x * y),
        ),
      ),
      numbers.map(([a, b]) =>
        made(
          called(a).dividedBy(b.expression),
          strict2(a, b, (x, y) => (y === 0 ? null : x / y)),
        ),
      ),
      fc.tuple(whole, whole).map(([a, b]) =>
        made(
          called(a).modulo(b.expression),
          strict2(a, b, (x, y) => (y === 0 ? null : x % y)),
        ),
      ),
      tie('number').map((a) => made(called(a).abs(), strict(a, Math.abs))),
      tie('text').map((a) =>
        made(
          called(a).length(),
          strict(a, (one) => Array.from(one).length),
        ),
      ),
      part('year', (date) => date.getUTCFullYear()),
      part('month', (date) => date.getUTCMonth() + 1),
      part('day', (date) => date.getUTCDate()),
      part('weekday', (date) => date.getUTCDay()),
      days.map(([a, b]) =>
        made(
          called(a).daysSince(b.expression),
          strict2(a, b, (x, y) => (utc(x).getTime() - utc(y).getTime()) / 86_400_000),
        ),
      ),
      numbers.map(first),
      numbers.map(([a, b]) => made(called(a).nullIf(b.expression), (row) => (a.of(row) === b.of(row) ? null : a.of(row)))),
      choice(numbers),
    ),
    text: fc.oneof(
      option,
      fc.constantFrom(
        made<string>(col('name'), (row) => row.name),
        made<string>(col('nick'), (row) => row.nick),
        made<string>(col('boss.name'), (row) => row.boss?.name ?? null),
        made<string>(value(' x?'), () => ' x?'),
        made<string>(value("'; --"), () => "'; --"),
      ),
      texts.map(([a, b]) => made<string>(concat(a.expression, b.expression), (row) => (a.of(row) ?? '') + (b.of(row) ?? ''))),
      tie('text').map((a) =>
        made(
          called(a).lower(),
          strict(a, (one) => ascii(one, false)),
        ),
      ),
      tie('text').map((a) =>
        made(
          called(a).upper(),
          strict(a, (one) => ascii(one, true)),
        ),
      ),
      tie('text').map((a) =>
        made(
          called(a).trim(),
          strict(a, (one) => one.replace(/^ +| +$/g, '')),
        ),
      ),
      texts.map(first),
      texts.map(([a, b]) => made(called(a).nullIf(b.expression), (row) => (a.of(row) === b.of(row) ? null : a.of(row)))),
      choice(texts),
    ),
    day: fc.oneof(
      option,
      fc.constantFrom(
        made<string>(col('hired'), (row) => row.hired),
        made<string>(col('boss.hired'), (row) => row.boss?.hired ?? null),
        made<string>(col('seenAt').date(), (row) => isoDay(row.seenAt)),
      ),
      fc
        .tuple(tie('day'), fc.constantFrom('year', 'month', 'week', 'day'))
        .map(([a, unit]) => made(called(a).truncate(unit), strict(a, starts[unit]))),
      days.map(first),
      choice(days),
    ),
  }
})

const count = 4
const nullable = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 3 })
const names = fc.constantFrom('', 'a', ' Ab ', 'é日😀', "o'b")
const dates = fc.constantFrom('2024-02-29', '2024-12-31', '2025-01-01', '2025-03-02', '1999-06-15')
const rowsArbitrary = fc.array(
  fc.record({
    name: names,
    nick: nullable(names),
    level: fc.integer({ min: 0, max: 3 }),
    score: nullable(fc.constantFrom(0, 1.5, -2, 2.25)),
    hired: nullable(dates),
    seenAt: fc.constantFrom(Date.UTC(2024, 1, 29, 23, 59), Date.UTC(2025, 0, 1), Date.UTC(1969, 11, 31, 5)).map((ms) => new Date(ms)),
    boss: nullable(fc.integer({ min: 1, max: count })),
  }),
  { minLength: count, maxLength: count },
)

// Servers that are not there are skipped: the embedded databases always are.
const unreachable = databases.map(whyNot)

describe.each(databases.filter((_, i) => unreachable[i] === undefined))('on %s', (database) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(database)
    await office.orm.em
      .fork()
      .persist(office.orm.em.fork().create(Team, { id: 1, name: 't', budget: '1.00' } as never))
      .flush()
  }, 60_000)
  afterAll(async () => office.close())

  test('the database computes what the evaluator computes', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsArbitrary,
        fc.array(fc.oneof<fc.Arbitrary<Made<unknown>>[]>(number, text, day), { minLength: 1, maxLength: 5 }),
        async (given, expressions) => {
          const rows = await store(office, given)
          const annotations = Object.fromEntries(expressions.map(({ expression }, i) => [`e${i}`, called({ expression, of: () => null })]))
          const names = Object.keys(annotations)
          const query = Person.objects.orderBy('id').annotate(annotations as Record<string, Expression<unknown, never>>)
          const found = (await query.valuesList(...(names as ['name']))) as unknown as unknown[][]
          const expected = rows.map((row) => expressions.map(({ of }) => of(row)))
          expect(found.map((row) => row.map(rounded))).toEqual(expected.map((row) => row.map(rounded)))
        },
      ),
      { numRuns: Number(process.env['FC_RUNS'] ?? (database === 'sqlite' ? 300 : 50)) },
    )
  })
})

/** Sums of doubles differ in their last digit by the order of adding, and nothing else may. */
function rounded(one: unknown): unknown {
  return typeof one === 'number' ? Number(one.toPrecision(10)) + 0 : one
}

async function store(
  { orm }: Office,
  given: readonly (Omit<Row, 'id' | 'boss'> & { readonly boss: number | null })[],
): Promise<readonly Row[]> {
  const em = orm.em.fork()
  await em.nativeDelete(Person, {})
  const rows = given.map(({ boss: _, ...row }, i) => ({ ...row, id: i + 1, boss: null as Row | null }))
  for (const [i, { boss }] of given.entries()) rows[i]!.boss = boss === null ? null : rows[boss - 1]!
  await em.insertMany(Person, rows.map(({ boss, ...row }) => ({ ...row, boss: boss?.id ?? null, home: 1 })) as never)
  return rows
}
