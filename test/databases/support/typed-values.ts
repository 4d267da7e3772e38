import { Money, Place, Tour, Visit } from './typed-entity.ts'

const nothing = { since: null, changed: null, fee: null, count: null, open: null, spot: null }
const place = (city: string, more: object = {}): Place =>
  Object.assign(Object.create(Place.prototype) as Place, { city, ...nothing, ...more })

/** Values of each property of `Thing`, the extreme ones among them. */
export const thingValues: Readonly<Record<string, readonly unknown[]>> = {
  decimal: ['0.00', '-3.25', '9999999999.99', '0.10', '-0.01', '1000000.00'],
  wide: ['0.0000000000', '12345678901234567890.1234567891', '9999999999999999999999999999.9999999999', '-0.0000000001'],
  whole: ['0', '99999999999999999999', '-1'],
  ratio: [0, 1.5, -0.001, 12345.678],
  big: [0n, 9223372036854775807n, -9223372036854775808n, 9007199254740993n, -1n],
  bigNumber: [0, 9007199254740991, -9007199254740991],
  bigText: ['0', '9223372036854775807', '-9223372036854775808'],
  small: [0, 32767, -32768],
  tiny: [0, 127, -128],
  float: [0, 1.5, 0.25, -0, 2 ** 127],
  double: [0, 1.7976931348623157e308, 5e-324, -0, 0.1, 1e21, 123456789.123456],
  date: ['2025-01-02', '0001-01-01', '9999-12-31', '2024-02-29', '1582-10-10'],
  at: ['2025-03-30T01:00:00Z', '2025-10-26T00:59:59Z', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59Z', '1000-01-01T00:00:00Z'].map(
    (text) => new Date(text),
  ),
  exact: ['2025-03-30T01:00:00.123Z', '1969-12-31T23:59:59.999Z', '2025-11-02T06:30:00.001Z'].map((text) => new Date(text)),
  time: ['00:00:00', '23:59:59', '13:05:09'],
  flag: [true, false],
  json: [{ a: 1, b: [null, true, 'x'], c: { d: '😀' } }, [], [1, [2]], 'text', '', 42, true, false, 0, {}, '2025-01-02', '{"a":1}'],
  bytes: [Buffer.from([0, 1, 255, 0]), Buffer.alloc(0), Buffer.from('😀')],
  array8: [new Uint8Array([0, 1, 255, 0]), new Uint8Array(0)],
  state: ['draft', 'out'],
  level: [1, 2, 30],
  names: [['a', 'b'], [], ['one']],
  numbers: [[1, 2], [], [-3]],
  key: ['2b1e8f3e-0b1c-4c5b-9d5a-1f2e3d4c5b6a', '00000000-0000-0000-0000-000000000000'],
  text: ['', 'plain', 'emoji 😀', `o'b\\"`, ' spaced ', 'line\nbreak', '2025-01-02', '12'],
  line: ['', 'plain', '<b>&', 'é ñ'],
  letter: ['abc', 'a', ''],
  money: [new Money(0), new Money(-123), new Money(99999)],
  notes: ['', 'long'],
  length: [0, 5],
  order: ['', 'first'],
  select: ['x', ''],
  group: ['g'],
  from: ['f'],
  user: ['u'],
  inline: [
    place('Bonn'),
    place('', { since: '2025-01-02', changed: new Date('2025-03-30T01:00:00Z'), fee: '1.50', count: 9007199254740993n, open: true }),
    place('Ulm', { open: false, spot: { lat: -0.5, note: null } }),
  ],
  object: [
    place('Bonn', { since: '2025-01-02', changed: new Date('2025-03-30T01:00:00Z'), fee: '1.50', count: 9007199254740993n, open: true }),
    place('', { open: false, spot: { lat: 1.25, note: '😀' } }),
  ],
  places: [[], [place('Bonn', { since: '2025-01-02', fee: '0.10' }), place('Ulm', { spot: { lat: 1, note: 'n' } })]],
}

/** Values of each property of `PgThing`. */
export const postgresValues: Readonly<Record<string, readonly unknown[]>> = {
  span: ['1 year 2 mons 3 days 04:05:06', '-00:00:01', '00:00:00'],
  local: [new Date('2025-03-30T01:30:00.123Z'), new Date('0099-01-01T00:00:00Z')],
  zoned: [new Date('2025-03-30T01:00:00.999Z'), new Date('9999-12-31T23:59:59.999Z'), new Date('2025-11-02T06:30:00Z')],
  timeOfDay: ['13:05:09+02', '00:00:00+00'],
  integers: [[1, 2], [], [-2147483648]],
  plainJson: [{ a: [1, null] }, [], 'text', 0, false],
  address: ['10.0.0.1', '::1'],
  anyNumeric: ['1.10', '0.00000000000000000000000000000000000001', '99999999999999999999999999999999999999'],
  real: [1.5, 2 ** -140, -0],
}

const slots = [
  { day: '2025-03-30', number: 9007199254740993n, title: 'dst' },
  { day: '2025-03-30', number: 9007199254740992n, title: 'near' },
  { day: '9999-12-31', number: 1n, title: 'last' },
]
const key = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`

export const visits = {
  slots,
  visits: [
    { entity: Visit, id: key(1), slot: ['2025-03-30', 9007199254740993n], rating: '4.5' },
    { entity: Tour, id: key(2), slot: ['2025-03-30', 9007199254740993n], rating: '0.0', guests: 9223372036854775807n },
    { entity: Tour, id: key(3), slot: ['9999-12-31', 1n], rating: null, guests: null },
    { entity: Visit, id: key(4), slot: null, rating: '10.0' },
  ],
  html: `${key(1)} visit dst 2025-03-30 9007199254740993 4.5
${key(2)} tour of 9223372036854775807 dst 2025-03-30 9007199254740993 0.0
${key(3)} tour of null last 9999-12-31 1
${key(4)} visit -   10.0
dst: 2 visit, tour of 9223372036854775807,
last: 1 tour of null,
near: 0`,
}
