import { Collection, defineEntity, p, type Ref } from '@mikro-orm/core'
import { expect, expectTypeOf, test } from 'vitest'
import { count, max, sum } from '../../src/query/aggregates.ts'
import { manager } from '../../src/query/manager.ts'
import { queryState } from '../../src/query/lazy-query.ts'
import { QuerySet } from '../../src/query/query-set.ts'

const UserSchema = defineEntity({
  name: 'User',
  properties: { id: p.integer().primary(), email: p.string(), lastName: p.string().nullable(), joined: p.datetime() },
})
class User extends UserSchema.class {
  static objects = manager(User)
  getFullName(): string {
    return this.lastName ?? this.email
  }
}
UserSchema.setClass(User)

const TenantSchema = defineEntity({
  name: 'Tenant',
  properties: { id: p.integer().primary(), user: () => p.oneToOne(User), boss: () => p.manyToOne(Tenant).nullable() },
})
class Tenant extends TenantSchema.class {
  static objects = manager(Tenant)
}
TenantSchema.setClass(Tenant)

const PaymentSchema = defineEntity({
  name: 'Payment',
  properties: { id: p.integer().primary(), amount: p.decimal(), paidOn: p.date(), lease: () => p.manyToOne(Lease) },
})
class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment)

const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: {
    id: p.integer().primary(),
    status: p.enum(['active', 'expired'] as const),
    endDate: p.date(),
    signedAt: p.datetime(),
    furnished: p.boolean(),
    tenant: () => p.manyToOne(Tenant).ref(),
    agent: () => p.manyToOne(User).nullable(),
    payments: () => p.oneToMany(Payment).mappedBy('lease'),
  },
})
class Lease extends LeaseSchema.class {
  static objects = manager(Lease, () => LeaseQuerySet)
  get tenantName(): string {
    return this.tenant.unwrap().user.getFullName()
  }
}
LeaseSchema.setClass(Lease)
class LeaseQuerySet extends QuerySet<Lease> {
  withPaid() {
    return this.annotate({ paid: sum('payments.amount') })
  }
  withPayments() {
    return this.annotate({ paymentCount: count('payments') })
  }
  active() {
    return this.filter({ status: 'active' })
  }
  expiringSoon(until: string) {
    return this.active()
      .filter({ endDate: { lte: until } })
      .orderBy('endDate')
  }
}

class Legacy {
  id!: number
  owner!: Ref<User>
  tags = new Collection<User>(this)
  home!: { street: string } | null
}

test('filters know fields, relations, values and operators', () => {
  Lease.objects.filter({
    status: 'active',
    endDate: { lte: '2026-01-01' },
    furnished: true,
    signedAt: { between: [new Date(), new Date()] },
  })
  Lease.objects.filter({ tenant: { user: { email: { icontains: 'a' } } }, agent: null, status: ['active', 'expired'] })
  Lease.objects
    .filter({ tenant: 3 })
    .filter({ agent: { isNull: false } })
    .exclude({ payments: { amount: { gt: '5' } } })
  Lease.objects.filter({ or: [{ id: 1 }, { not: { payments: { isNull: true } } }], and: [{ id: { in: [1, 2] } }] })
  Lease.objects.filter({ agent: new User(), tenant: { in: [new Tenant(), 4] } })
  // @ts-expect-error -- no such status
  Lease.objects.filter({ status: 'activ' })
  // @ts-expect-error -- no such field
  Lease.objects.filter({ state: 'active' })
  // @ts-expect-error -- an id is a number
  Lease.objects.filter({ id: '3' })
  // @ts-expect-error -- no such field of the relation
  Lease.objects.filter({ tenant: { user: { mail: 'x' } } })
  // @ts-expect-error -- numbers have no text operators
  Lease.objects.filter({ id: { startsWith: '3' } })
  // @ts-expect-error -- undefined would not restrict
  expect(() => Lease.objects.filter({ status: undefined })).toThrow('undefined')
  // @ts-expect-error -- methods are no fields
  User.objects.filter({ getFullName: 'x' })
})

test('annotations of several methods of a query class add up, for lists and for one row', () => {
  const all = Lease.objects.withPaid().active().withPayments()
  expectTypeOf<Awaited<typeof all>[number]['paid']>().toEqualTypeOf<string | null>()
  expectTypeOf<Awaited<typeof all>[number]['paymentCount']>().toEqualTypeOf<number>()
  expectTypeOf<Awaited<typeof all>[number]['status']>().toEqualTypeOf<'active' | 'expired'>()
  const one = all.get({ id: 1 })
  expectTypeOf<Awaited<typeof one>['paid']>().toEqualTypeOf<string | null>()
  expectTypeOf<Awaited<typeof one>['paymentCount']>().toEqualTypeOf<number>()
  const first = all.first()
  expectTypeOf<NonNullable<Awaited<typeof first>>['paid']>().toEqualTypeOf<string | null>()
  expectTypeOf(first).resolves.extract<null>().toEqualTypeOf<null>()
  all.filter({ paid: { gt: '5' } }).orderBy('-paymentCount')
  expect(queryState(all)?.annotations.size).toBe(2)
})

test('collections, references and nullable objects of hand-written entities are seen through', () => {
  const legacy = QuerySet.of(Legacy)
  legacy.filter({ owner: { email: 'x' }, tags: { lastName: null }, home: null })
  // @ts-expect-error -- no such field of the reference
  legacy.filter({ owner: { mail: 'x' } })
  // @ts-expect-error -- a number is no text
  legacy.filter({ tags: { lastName: 3 } })
  expectTypeOf(legacy.filter({})).toEqualTypeOf<QuerySet<Legacy>>()
  expect(queryState(legacy)?.entity).toBe(Legacy)
})

test('orders are paths through to-one relations', () => {
  const query = Lease.objects.all().orderBy('-endDate', 'tenant.user.lastName', { path: 'agent.email', direction: 'desc', nulls: 'last' })
  expect(queryState(query)?.orderBy).toEqual([
    { path: ['endDate'], descending: true, nulls: undefined },
    { path: ['tenant', 'user', 'lastName'], descending: false, nulls: undefined },
    { path: ['agent', 'email'], descending: true, nulls: 'last' },
  ])
  // @ts-expect-error -- no such field
  Lease.objects.orderBy('-endDat')
  // @ts-expect-error -- a to-many relation gives no order
  Lease.objects.orderBy('payments.amount')
  // @ts-expect-error -- no such field at the end
  Lease.objects.orderBy('tenant.user.name')
})

test('chains keep the QuerySet class', () => {
  const query = Lease.objects.expiringSoon('2026-01-01').slice(0, 5)
  expectTypeOf(query).toEqualTypeOf<LeaseQuerySet>()
  expect(query).toBeInstanceOf(LeaseQuerySet)
  expectTypeOf(Lease.objects.filter({}).active().all()).toEqualTypeOf<LeaseQuerySet>()
  // @ts-expect-error -- a manager can't be awaited
  expect(Lease.objects.then).toBeUndefined()
})

test('what a query gives', () => {
  expect(queryState(Lease.objects.first())?.result).toBe('first')
  expectTypeOf<Awaited<LeaseQuerySet>>().toEqualTypeOf<Lease[]>()
  expectTypeOf<Awaited<ReturnType<LeaseQuerySet['get']>>>().toEqualTypeOf<Lease>()
  expectTypeOf<Awaited<ReturnType<LeaseQuerySet['first']>>>().toEqualTypeOf<Lease | null>()
  expectTypeOf<Awaited<ReturnType<LeaseQuerySet['count']>>>().toEqualTypeOf<number>()
  expectTypeOf<Awaited<ReturnType<LeaseQuerySet['exists']>>>().toEqualTypeOf<boolean>()
})

test('annotations are properties of the rows, of conditions and of orders', () => {
  const query = Lease.objects
    .annotate({ n: count('payments'), paid: sum('payments.amount'), last: max('payments.paidOn') })
    .filter({ n: { gte: 3 } })
  const ordered = query.orderBy('-n', 'last').filter({ status: 'active' }).active()
  expect([...queryState(ordered)!.annotations.keys()]).toEqual(['n', 'paid', 'last'])
  type Row = Awaited<typeof ordered>[number]
  expectTypeOf<Row['n']>().toEqualTypeOf<number>()
  expectTypeOf<Row['paid']>().toEqualTypeOf<string | null>()
  expectTypeOf<Row['last']>().toEqualTypeOf<string | null>()
  expectTypeOf<Row['status']>().toEqualTypeOf<'active' | 'expired'>()
  // @ts-expect-error -- no such relation
  Lease.objects.annotate({ n: count('payment') })
  // @ts-expect-error -- no such field of a payment
  Lease.objects.annotate({ n: sum('payments.cents') })
})

test('relations and columns to load', () => {
  const query = Lease.objects
    .selectRelated('tenant.user', 'agent')
    .prefetchRelated('payments', 'tenant.user')
    .only('endDate', 'tenant.user.email')
  expect(queryState(query)).toMatchObject({
    selectRelated: ['tenant.user', 'agent'],
    prefetchRelated: ['payments', 'tenant.user'],
    only: ['endDate', 'tenant.user.email'],
  })
  // @ts-expect-error -- a column is no relation
  Lease.objects.selectRelated('endDate')
  // @ts-expect-error -- no such column
  Lease.objects.only('enDate')
})

test('plain objects have the named paths', () => {
  const plain = () => Lease.objects.plain('id', 'status', 'tenant.user.email', 'agent.lastName', 'payments.amount', 'tenantName')
  type Row = Awaited<ReturnType<typeof plain>>[number]
  expectTypeOf<Row>().toEqualTypeOf<{
    id: number
    status: 'active' | 'expired'
    tenant: { user: { email: string } }
    agent: { lastName: string | null | undefined } | null
    payments: { amount: string }[]
    tenantName: string
  }>()
  // @ts-expect-error -- no such name
  const wrong = () => Lease.objects.plain('id', 'tenant.user.mail')
  expect([plain, wrong]).toHaveLength(2)
})
