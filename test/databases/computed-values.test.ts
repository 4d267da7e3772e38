import { defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { count, max, min, sum } from '../../src/query/aggregates.ts'
import { col, concat } from '../../src/query/expression.ts'
import { manager } from '../../src/query/manager.ts'
import { whyNot } from '../support/services.ts'

const SheetSchema = defineEntity({
  name: 'Sheet',
  embeddable: true,
  properties: {
    size: p.integer().nullable(),
    fee: p.decimal().precision(12).scale(2).nullable(),
    code: p.bigint().nullable(),
    open: p.boolean().nullable(),
    since: p.date().nullable(),
    changed: p.datetime().nullable(),
  },
})
const CardSchema = defineEntity({
  name: 'Card',
  properties: {
    id: p.integer().primary(),
    stock: p.integer().nullable(),
    price: p.decimal().precision(12).scale(2).nullable(),
    amount: p.decimal().precision(20).scale(4).nullable(),
    weight: p.double().nullable(),
    token: p.uuid().nullable(),
    opens: p.time().nullable(),
    state: p.enum(['old', 'new']).nullable(),
    sheet: () => p.embedded(SheetSchema).object().nullable(),
  },
})
class Card extends CardSchema.class {
  static objects = manager(Card)
}
CardSchema.setClass(Card)

const [low, high] = ['123e4567-e89b-12d3-a456-426614174000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']
const cards = [
  {
    stock: 2147483647,
    price: '10.00',
    amount: '12345678901.2345',
    weight: 1.005,
    token: high,
    opens: '12:30:00',
    state: 'old',
    sheet: {
      size: 10,
      fee: '10.00',
      code: 9007199254740993n,
      open: false,
      since: '2024-02-29',
      changed: new Date('2024-02-29T23:59:59.999Z'),
    },
  },
  {
    stock: -7,
    price: '-2.35',
    amount: '-3.3333',
    weight: 1234567890123456.8,
    token: low,
    opens: '00:00:00',
    state: 'new',
    sheet: { size: 9, fee: '9.99', code: 5n, open: true, since: '2025-01-01', changed: new Date('1969-12-31T01:00:00Z') },
  },
  { stock: 3, weight: 3, sheet: {} },
]

for (const database of databases) {
  const reason = whyNot(database)
  describe.skipIf(reason !== undefined)(`${database}: values that the database computes${reason ? ` (${reason})` : ''}`, () => {
    let opened: OpenOrm
    let orm: MikroOrmDatabase
    beforeAll(async () => {
      opened = await openOrm(database, { entities: [SheetSchema, Card], timezone: database === 'mariadb' ? 'Z' : 'UTC' })
      orm = mikroOrm(opened.orm)
      await opened.createTables()
      const em = opened.orm.em.fork()
      for (const [i, card] of cards.entries()) em.create(Card, { id: i + 1, ...card } as never)
      await em.flush()
    })
    afterAll(async () => {
      orm.release()
      await opened.close()
    })

    test('parts of JSON are of the types that they have elsewhere', async () => {
      const parts = ['sheet.size', 'sheet.fee', 'sheet.code', 'sheet.open', 'sheet.since'] as const
      expect(await Card.objects.orderBy('id').valuesList(...parts)).toEqual([
        [10, '10.00', 9007199254740993n, false, '2024-02-29'],
        [9, '9.99', 5n, true, '2025-01-01'],
        [null, null, null, null, null],
      ])
      for (const part of parts.slice(0, 3)) expect(await Card.objects.orderBy(part as 'sheet.fee').flat('id')).toEqual([3, 2, 1])
      expect(
        await Card.objects.aggregate({ fee: max('sheet.fee'), all: sum('sheet.fee'), code: max('sheet.code'), size: max('sheet.size') }),
      ).toEqual({ fee: '10.00', all: '19.99', code: 9007199254740993n, size: 10 })
      expect(await Card.objects.values('sheet.open').annotate({ n: count() })).toEqual(
        [null, false, true].map((open) => ({ sheet: { open }, n: 1 })),
      )
      const computed = Card.objects.annotate({
        double: col('sheet.fee').times(2),
        next: col('sheet.code').plus(1),
        fee: col('sheet.fee').or('0'),
        month: col('sheet.since').truncate('month'),
        year: col('sheet.changed').year(),
        hour: col('sheet.changed').hour(),
      })
      expect(await computed.orderBy('id').valuesList('double', 'next', 'fee', 'month', 'year', 'hour')).toEqual([
        ['20.00', 9007199254740994n, '10.00', '2024-02-01', 2024, 23],
        ['19.98', 6n, '9.99', '2025-01-01', 1969, 1],
        [null, null, '0.00', null, null, null],
      ])
    })

    test('remainders of decimals are exact', async () => {
      const remainders = Card.objects.annotate({
        a: col('price').modulo('0.10'),
        b: col('price').modulo('0.05'),
        c: col('price').modulo(3),
      })
      expect(await remainders.orderBy('id').valuesList('a', 'b', 'c')).toEqual([
        ['0.00', '0.00', '1.00'],
        ['-0.05', '0.00', '-2.35'],
        [null, null, null],
      ])
    })

    test('wide decimals have the digits of their scale', async () => {
      const amounts = ['12345678901.2345', '-3.3333', null]
      expect(await Card.objects.orderBy('id').flat('amount')).toEqual(amounts)
      expect((await Card.objects.orderBy('id').plain('amount')).map(({ amount }) => amount)).toEqual(amounts)
      const groups = Card.objects.values('id').annotate({ total: sum('amount') })
      expect(await groups.orderBy('id').flat('total')).toEqual(amounts)
    })

    test('doubles keep all of their digits where they are rounded', async () => {
      const numbers = Card.objects.annotate({ a: col('weight').round(2), b: col('weight').round(), c: col('weight').modulo(10).round(1) })
      expect(await numbers.orderBy('id').valuesList('a', 'b', 'c')).toEqual([
        [1.01, 1, 1],
        [1234567890123456.8, 1234567890123457, 6.8],
        [3, 3, 3],
      ])
    })

    test('sums and products of whole numbers may be greater than these', async () => {
      const numbers = Card.objects.annotate({ a: col('stock').plus(col('id')), b: col('stock').times(col('id')).minus(col('stock')) })
      expect(await numbers.orderBy('id').valuesList('a', 'b')).toEqual([
        [2147483648, 0],
        [-5, -7],
        [6, 6],
      ])
    })

    test('whole numbers have no point in text', async () => {
      const texts = Card.objects.annotate({ a: concat(col('weight'), '!'), b: concat(col('id').dividedBy(-3)) })
      expect(await texts.filter({ id: 3 }).valuesList('a', 'b')).toEqual([['3!', '-1']])
    })

    test('UUIDs and enums are text to functions, and have a greatest and a least one', async () => {
      const texts = Card.objects.annotate({
        a: col('token').length(),
        b: col('token').trim(),
        c: col('state').length(),
        d: col('state').trim(),
      })
      expect(await texts.orderBy('id').valuesList('a', 'b', 'c', 'd')).toEqual([
        [36, high, 3, 'old'],
        [36, low, 3, 'new'],
        [null, null, null, null],
      ])
      const ends = Card.objects.aggregate({ max: max('token'), min: min('token', { default: high }) })
      expect(await ends).toEqual({ max: high, min: low })
    })

    test('times stay as they are beside others', async () => {
      const times = Card.objects.annotate({ a: col('opens').or('01:02:03') })
      expect(await times.orderBy('id').flat('a')).toEqual(['12:30:00', '00:00:00', '01:02:03'])
      expect(
        await times
          .filter({ a: { gt: '01:00:00' } })
          .orderBy('-a')
          .flat('id'),
      ).toEqual([1, 3])
    })
  })
}
