import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { caseWhen, coalesce, col, value } from '../../src/query/expression.ts'
import { whyNot } from '../support/services.ts'
import { type Office, openOffice, Person, Team } from './support/office.ts'

// Servers that are not there are skipped: the embedded databases always are.
const unreachable = databases.map(whyNot)

describe.each(databases.filter((_, i) => unreachable[i] === undefined))('numbers on %s', (database) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(database)
    const em = office.orm.em.fork()
    em.create(Team, { id: 1, name: 't', budget: '1.00' } as never)
    const person = (id: number, data: object) =>
      em.create(Person, { id, name: `p${id}`, level: id, seenAt: new Date(0), home: 1, ...data } as never)
    person(1, { pay: '1.15', score: 2.5, account: 9007199254740993n })
    person(2, { pay: '-1.15', score: -2.5, account: -5n })
    person(3, { pay: '9999999999.95', score: 1e20 })
    await em.flush()
  }, 60_000)
  afterAll(async () => office.close())

  const people = Person.objects.orderBy('id')

  test('halves go away from zero', async () => {
    const values = await people
      .annotate({
        ten: col('pay').round(1),
        half: col('pay').times('0.5').round(2),
        whole: col('pay').times(10).round(),
        of: col('score').round(),
      })
      .valuesList('ten', 'half', 'whole', 'of')
    expect(values).toEqual([
      ['1.2', '0.58', '12', 3],
      ['-1.2', '-0.58', '-12', -3],
      ['10000000000.0', '4999999999.98', '100000000000', 1e20],
    ])
  })

  test('whole numbers are round', async () => {
    expect(
      await people.annotate({ a: col('account').round(), b: col('account').round(2), c: col('level').round(1) }).valuesList('a', 'b', 'c'),
    ).toEqual([
      [9007199254740993n, 9007199254740993n, 1],
      [-5n, -5n, 2],
      [null, null, 3],
    ])
  })

  test('a decimal times a plain number is exact', async () => {
    const taxed = people.annotate({ tax: col('pay').times(0.1), off: col('pay').minus(0.1), rest: col('pay').modulo(0.1) })
    expect((await taxed.valuesList('tax', 'off', 'rest'))[0]).toEqual(['0.115', '1.05', '0.05'])
    expect(await taxed.filter({ tax: '0.115' }).flat('id')).toEqual([1])
  })

  test('null beside plain values is one of their type', async () => {
    const first = people.filter({ id: { lte: 2 } }).annotate({
      flag: caseWhen([[{ level: 1 }, true]]),
      number: caseWhen([[{ level: 1 }, null]], 1.5),
      day: caseWhen([[{ level: 1 }, new Date(0)]]),
      other: coalesce(null, 2),
      same: value(null).or(3),
    })
    expect(await first.valuesList('flag', 'number', 'day', 'other', 'same')).toEqual([
      [true, null, new Date(0), 2, 3],
      [null, 1.5, null, 2, 3],
    ])
    expect(await first.filter({ flag: true }).flat('id')).toEqual([1])
  })
})
