import { defineEntity, p, Type } from '@mikro-orm/sql'
import { manager } from '../../../src/query/manager.ts'

/** A value of an application's own class, with a getter that templates read. */
export class Money {
  readonly cents: number
  constructor(cents: number) {
    this.cents = cents
  }
  get label(): string {
    return `${(this.cents / 100).toFixed(2)} €`
  }
}

class MoneyType extends Type<Money, number> {
  override convertToDatabaseValue(value: Money): number {
    return value.cents
  }
  override convertToJSValue(value: number): Money {
    return new Money(value)
  }
  override getColumnType(): string {
    return 'integer'
  }
}

const PointSchema = defineEntity({ name: 'Spot', embeddable: true, properties: { lat: p.double(), note: p.string().nullable() } })
const PlaceSchema = defineEntity({
  name: 'Place',
  embeddable: true,
  properties: {
    city: p.string(),
    since: p.date().nullable(),
    changed: p.datetime().nullable(),
    fee: p.decimal().precision(12).scale(2).nullable(),
    count: p.bigint().nullable(),
    open: p.boolean().nullable(),
    spot: () => p.embedded(PointSchema).nullable(),
  },
})
export class Place extends PlaceSchema.class {
  get line(): string {
    return `${this.city} (${this.open})`
  }
}
PlaceSchema.setClass(Place)

/** What rows of all kinds belong to. */
const OwnerSchema = defineEntity({
  name: 'Owner',
  properties: {
    id: p.integer().primary(),
    things: () => p.oneToMany(Thing).mappedBy('owner').orderBy({ id: 'asc' }),
  },
})
export class Owner extends OwnerSchema.class {
  static objects = manager(Owner)
}
OwnerSchema.setClass(Owner)

/** One of every kind of property that the databases have in common; all but the key may be null. */
const ThingSchema = defineEntity({
  name: 'Thing',
  properties: {
    id: p.integer().primary(),
    decimal: p.decimal().precision(12).scale(2).nullable(),
    wide: p.decimal().precision(38).scale(10).nullable(),
    whole: p.decimal().precision(20).scale(0).nullable(),
    ratio: p.decimal('number').precision(8).scale(3).nullable(),
    big: p.bigint().nullable(),
    bigNumber: p.bigint('number').nullable(),
    bigText: p.bigint('string').nullable(),
    small: p.smallint().nullable(),
    tiny: p.tinyint().nullable(),
    float: p.float().nullable(),
    double: p.double().nullable(),
    date: p.date().nullable(),
    at: p.datetime().nullable(),
    exact: p.datetime(6).nullable(),
    time: p.time().nullable(),
    flag: p.boolean().nullable(),
    json: p.json<unknown>().nullable(),
    bytes: p.blob().nullable(),
    array8: p.uint8array().nullable(),
    state: p.enum(['draft', 'out']).nullable(),
    level: p.enum([1, 2, 30]).nullable(),
    names: p.array().nullable(),
    numbers: p
      .array(
        (text) => Number(text),
        (value: number) => String(value),
      )
      .nullable(),
    key: p.uuid().nullable(),
    text: p.text().nullable(),
    line: p.string().length(200).nullable(),
    letter: p.character().length(3).nullable(),
    money: p.type(MoneyType).nullable(),
    notes: p.text().lazy().nullable(),
    twice: p
      .integer()
      .persist(false)
      .formula((columns) => `${columns.small} * 2`),
    length: p.integer().nullable(),
    owner: () => p.manyToOne(Owner).nullable().index(),
    order: p.string().nullable(),
    select: p.string().nullable(),
    group: p.string().nullable(),
    from: p.string().nullable(),
    user: p.string().nullable(),
    inline: () => p.embedded(Place).nullable(),
    object: () => p.embedded(Place).object().nullable(),
    places: () => p.embedded(Place).array().nullable(),
  },
})
export class Thing extends ThingSchema.class {
  static objects = manager(Thing)
  get moneyLabel(): string {
    return this.money?.label ?? 'none'
  }
}
ThingSchema.setClass(Thing)

/** A key of two columns, one of them a date, and a row that points at it. */
const SlotSchema = defineEntity({
  name: 'Slot',
  tableName: 'order',
  properties: {
    day: p.date().primary(),
    number: p.bigint().primary(),
    title: p.string(),
    visits: () => p.oneToMany(Visit).mappedBy('slot'),
  },
})
export class Slot extends SlotSchema.class {
  static objects = manager(Slot)
}
SlotSchema.setClass(Slot)

const VisitSchema = defineEntity({
  name: 'Visit',
  discriminatorColumn: 'kind',
  discriminatorValue: 'visit',
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(['visit', 'tour']),
    slot: () => p.manyToOne(Slot).nullable(),
    rating: p.decimal().precision(5).scale(1).nullable(),
  },
})
export class Visit extends VisitSchema.class {
  static objects = manager(Visit)
  describe(): string {
    return 'visit'
  }
}
VisitSchema.setClass(Visit)
const TourSchema = defineEntity({
  name: 'Tour',
  extends: VisitSchema,
  discriminatorValue: 'tour',
  properties: { guests: p.bigint().nullable() },
})
export class Tour extends TourSchema.class {
  describe(): string {
    return `tour of ${this.guests}`
  }
}
TourSchema.setClass(Tour)

export const typedEntities = [PointSchema, Place, Owner, Thing, Slot, Visit, Tour]

const PgOwnerSchema = defineEntity({
  name: 'PgOwner',
  properties: {
    id: p.integer().primary(),
    things: () => p.oneToMany(PgThing).mappedBy('owner').orderBy({ id: 'asc' }),
  },
})
export class PgOwner extends PgOwnerSchema.class {
  static objects = manager(PgOwner)
}
PgOwnerSchema.setClass(PgOwner)

/** What PostgreSQL alone has. */
const PgThingSchema = defineEntity({
  name: 'PgThing',
  properties: {
    id: p.integer().primary(),
    owner: () => p.manyToOne(PgOwner).nullable().index(),
    span: p.interval().nullable(),
    local: p.datetime().columnType('timestamp(6)').nullable(),
    zoned: p.datetime().columnType('timestamptz(6)').nullable(),
    timeOfDay: p.time().columnType('timetz').nullable(),
    integers: p
      .array(
        (text) => Number(text),
        (value: number) => String(value),
      )
      .columnType('int[]')
      .nullable(),
    plainJson: p.json<unknown>().columnType('json').nullable(),
    address: p.string().columnType('inet').nullable(),
    anyNumeric: p.decimal().columnType('numeric').nullable(),
    real: p.float().columnType('real').nullable(),
  },
})
export class PgThing extends PgThingSchema.class {
  static objects = manager(PgThing)
}
PgThingSchema.setClass(PgThing)

export const postgresEntities = [...typedEntities, PgOwner, PgThing]
