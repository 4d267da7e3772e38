import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { closeIdle } from '../../conformance/open-orm.ts'
import { whyNot } from '../support/services.ts'
import { col, raw } from '../../src/query/expression.ts'
import { type Office, openOffice, Person, Team } from './support/office.ts'

const unreachable = databases.map(whyNot)
afterAll(closeIdle)

describe.each(databases.filter((_, i) => unreachable[i] === undefined))('on %s', (database) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(database)
    const em = office.orm.em.fork()
    await em.insertMany(Team, [{ id: 1, name: 't', budget: '1.00' }])
    const common = { level: 1, home: 1 }
    await em.insertMany(Person, [
      {
        ...common,
        id: 1,
        name: 'A%b_c\\d!',
        nick: 'ÄB',
        pay: '10.10',
        account: 5n,
        hired: '2024-02-29',
        seenAt: new Date('2024-02-29T23:30:00Z'),
      },
      { ...common, id: 2, name: "x'; drop table person; --", level: 2, seenAt: new Date(0) },
      {
        ...common,
        id: 3,
        name: 'straße',
        nick: 'äb',
        level: 3,
        pay: '0.00',
        account: -5n,
        hired: '1999-12-31',
        seenAt: new Date('2024-03-01T00:30:00Z'),
      },
    ] as never)
  }, 60_000)
  afterAll(async () => office.close())
  const ids = (condition: object) =>
    Person.objects
      .filter(condition as never)
      .orderBy('id')
      .flat('id')
  const many = (from: number) => Array.from({ length: 30_000 }, (_, i) => i + from)

  test.each<[string, object, number[]]>([
    ['% is no wildcard', { name: { contains: '%' } }, [1]],
    ['_ is no wildcard', { name: { startsWith: 'A_' } }, []],
    ['a backslash is itself', { name: { contains: '\\' } }, [1]],
    ['an escape character is itself', { name: { endsWith: '!' } }, [1]],
    ['wildcards where case is ignored', { name: { icontains: 'a%B_' } }, [1]],
    ['ASCII letters have a case', { nick: { iexact: 'Äb' } }, [1]],
    ['others have none', { nick: { iexact: 'äB' } }, [3]],
    ['ß is not ss', { name: { iexact: 'STRASSE' } }, []],
    ['every text contains the empty one, null does not', { nick: { contains: '' } }, [1, 3]],
    ['quotes are text', { name: "x'; drop table person; --" }, [2]],
    ['no value is in an empty list', { level: [] }, []],
    ['every value is out of one, null too', { nick: { notIn: [] } }, [1, 2, 3]],
    ['30,000 numbers', { level: many(2) }, [2, 3]],
    ['none of 30,000 numbers', { level: { notIn: many(2) } }, [1]],
    ['30,000 texts', { name: [...many(1).map(String), 'straße'] }, [3]],
    ['30,000 keys of a relation', { home: many(1) }, [1, 2, 3]],
    ['a moment in another zone', { seenAt: { gte: '2024-02-29T18:30:00-05:00' } }, [1, 3]],
    ['a Date', { seenAt: { gt: new Date('2024-02-29T23:30:00Z') } }, [3]],
    ['milliseconds as a moment', { seenAt: { gte: Date.UTC(2024, 1, 29, 23, 30) } }, [1, 3]],
    ['a list of milliseconds', { seenAt: [0, Date.UTC(2024, 1, 29, 23, 30)] }, [1, 2]],
    ['milliseconds as a day', { hired: { gte: Date.UTC(2024, 1, 29, 12) } }, [1]],
    ['a Date as a day', { hired: new Date('2024-02-29T00:00:00Z') }, [1]],
    ['a decimal with fewer digits', { pay: '10.1' }, [1]],
    ['a fraction beside whole numbers', { level: { gt: 1.5 } }, [2, 3]],
    ['a number that is too great for the column', { level: { lt: 1e15 } }, [1, 2, 3]],
    ['no condition', { and: [] }, [1, 2, 3]],
    ['no choice', { or: [] }, []],
  ])('%s', async (_, condition, expected) => {
    expect(await ids(condition)).toEqual(expected)
  })

  test.each<[string, object, string]>([
    ['a key from JSON', JSON.parse('{"__proto__": {"id": 1}}') as object, 'Unknown field "__proto__" on Person'],
    ['a name that objects have', { constructor: 1 }, 'Unknown field "constructor" on Person'],
    ['an operator from JSON', { level: JSON.parse('{"__proto__": 1}') as object }, 'Unknown operator "__proto__"'],
    ['an operator that objects have', { level: { hasOwnProperty: 1 } }, 'Unknown operator "hasOwnProperty"'],
    ['an operator of MikroORM', { level: { $gt: 1 } }, 'Unknown operator "$gt"'],
    ['below a relation', { team: JSON.parse('{"__proto__": {"id": 1}}') as object }, 'Unknown field "__proto__" on Team'],
    ['text for a number', { level: '1' }, 'is an integer, but is compared with the text "1"'],
    ['text for a boolean', { active: 'true' }, 'is a boolean, but is compared with the text "true"'],
    ['text that is no decimal', { pay: { gt: 'abc' } }, 'is a decimal, but is compared with the text "abc"'],
    ['text that begins with a decimal', { pay: '10.10 or 1=1' }, 'is a decimal, but is compared with the text "10.10 or 1=1"'],
    ['text that is no whole number', { account: '5x' }, 'is a bigint, but is compared with the text "5x"'],
    ['a whole number without end', { account: { lt: 2n ** 70n } }, 'which no database has as a whole number'],
    ['NaN', { level: NaN }, 'is compared with NaN'],
    ['Infinity', { score: { lt: Infinity } }, 'is compared with Infinity'],
    ['a day that is none', { hired: '2024-02-30' }, 'is a date, but is compared with the text "2024-02-30"'],
    ['text that is no moment', { seenAt: { gte: 'tomorrow' } }, '"tomorrow" is no date'],
    ['a Date that is none', { seenAt: { gte: new Date(NaN) } }, 'a Date that is no moment'],
    ['a Date with a year of five digits', { hired: { gt: new Date(8.64e15) } }, 'a Date in the year 275760'],
    ['a moment before the first year', { seenAt: { gt: new Date(-8.64e15) } }, 'a Date in the year -271821'],
    ['undefined', { level: undefined }, 'is undefined'],
    ['undefined in an operator', { level: { gt: undefined } }, 'is undefined'],
    ['undefined in a list', { level: [undefined] }, 'is undefined'],
    ['undefined below a relation', { home: { name: undefined } }, 'is undefined'],
    ['undefined in or', { or: [undefined] }, 'is undefined'],
    ['undefined in not', { not: { level: undefined } }, 'is undefined'],
    ['null in a list', { level: [null] }, 'which no row can meet'],
    ['an object without operators', { level: {} }, 'without an operator'],
    ['an entity without a key', { home: new Team() }, 'has no id'],
    ['a list of conditions', [{ id: 1 }], 'is an object, not an array'],
    ['a Map', new Map([['id', 1]]), 'not an object of class Map'],
  ])('%s is refused', async (_, condition, message) => {
    // Where the values are looked at when the query is written, and where they are when it runs.
    await expect((async () => ids(condition))()).rejects.toThrow(message)
  })

  test('parameters of raw SQL keep their places beside others', async () => {
    const rows = Person.objects
      .filter({ level: { gt: 1 } })
      .annotate({ a: raw('replace(?, ?, ?)', [col('name'), 'a', 'o'], 'text'), b: raw('coalesce(?, ?)', [col('level'), 7], 'integer') })
      .filter({ a: { startsWith: 'stro' }, level: { lt: 9 } })
      .orderBy('-a')
      .slice(0, 2)
    expect(await rows.valuesList('id', 'a', 'b')).toEqual([[3, 'stroße', 3]])
  })
})
