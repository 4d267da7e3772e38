import { defineEntity, type MikroORM, p, type SqliteDriver } from '@mikro-orm/sql'
import { openOrm } from '../../../conformance/open-orm.ts'
import { type DatabaseName, testDatabase } from '../../../conformance/databases.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

/* Relations in every form that MikroORM lets an entity declare them. */

const live = { name: 'live', cond: { gone: false }, default: true }
const since = { name: 'since', cond: ({ year }: { year: number }) => ({ year: { $gte: year } }), default: false }

const PersonSchema = defineEntity({
  name: 'Person',
  filters: { live },
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    gone: p.boolean(),
    /** To another column than the key. */
    country: () => p.manyToOne(Country).targetKey('code').nullable(),
    mentorId: () => p.manyToOne(Person).mapToPk().nullable(),
    badge: () => p.oneToOne(Badge).mappedBy('person'),
    friends: () => p.manyToMany(Person).inversedBy('friendOf').orderBy({ name: 'asc' }),
    friendOf: () => p.manyToMany(Person).mappedBy('friends').orderBy({ name: 'desc' }),
    courses: () =>
      p
        .manyToMany(Course)
        .pivotEntity(() => Enrollment)
        .inversedBy('students')
        .orderBy({ title: 'asc' }),
    enrollments: () =>
      p
        .oneToMany(Enrollment)
        .mappedBy('person')
        .orderBy({ course: { year: 'desc', id: 'asc' } }),
    /** In the order in which they were chosen. */
    wishes: () => p.manyToMany(Course).fixedOrder(),
  },
})
export class Person extends PersonSchema.class {
  static objects = manager(Person)
}
PersonSchema.setClass(Person)

const CountrySchema = defineEntity({
  name: 'Country',
  properties: {
    id: p.integer().primary(),
    code: p.string().unique(),
    title: p.string(),
    people: () => p.oneToMany(Person).mappedBy('country').orderBy({ id: 'desc' }),
  },
})
export class Country extends CountrySchema.class {
  static objects = manager(Country)
}
CountrySchema.setClass(Country)

const BadgeSchema = defineEntity({
  name: 'Badge',
  properties: {
    id: p.integer().primary(),
    color: p.string(),
    person: () => p.oneToOne(Person).inversedBy('badge'),
    lost: p.boolean().persist(false).nullable(),
    code: p.string().persist(false).hidden().nullable(),
  },
})
export class Badge extends BadgeSchema.class {
  static objects = manager(Badge)
  get state(): string {
    return this.lost ? 'lost' : 'here'
  }
}
BadgeSchema.setClass(Badge)

const CourseSchema = defineEntity({
  name: 'Course',
  filters: { since },
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    year: p.integer(),
    students: () => p.manyToMany(Person).mappedBy('courses').orderBy({ id: 'asc' }),
    lessons: () => p.oneToMany(Lesson).mappedBy('course').orderBy({ id: 'asc' }),
    /** A part of a relation. */
    longLessons: () =>
      p
        .oneToMany(Lesson)
        .mappedBy('course')
        .where({ minutes: { $gt: 45 } })
        .orderBy({ id: 'asc' }),
    oldStudents: () => p.manyToMany(Person).pivotTable('old_students').where({ gone: true }),
    open: () => p.oneToMany(Lesson).mappedBy('course').filters({ live: false }),
  },
})
export class Course extends CourseSchema.class {
  static objects = manager(Course)
}
CourseSchema.setClass(Course)

const EnrollmentSchema = defineEntity({
  name: 'Enrollment',
  properties: {
    person: () => p.manyToOne(Person).primary(),
    course: () => p.manyToOne(Course).primary(),
    grade: p.integer().nullable(),
  },
})
class Enrollment extends EnrollmentSchema.class {
  static objects = manager(Enrollment)
}
EnrollmentSchema.setClass(Enrollment)

const LessonSchema = defineEntity({
  name: 'Lesson',
  properties: {
    id: p.integer().primary(),
    topic: p.string(),
    minutes: p.integer(),
    course: () => p.manyToOne(Course).strategy('select-in'),
  },
})
export class Lesson extends LessonSchema.class {
  static objects = manager(Lesson)
}
LessonSchema.setClass(Lesson)

/** Keys of several columns, of which two relations share one. */
const RoomSchema = defineEntity({
  name: 'Room',
  primaryKeys: ['house', 'number'],
  properties: { house: p.integer().primary(), number: p.integer().primary(), label: p.string() },
})
class Room extends RoomSchema.class {}
RoomSchema.setClass(Room)

const DoorSchema = defineEntity({
  name: 'Door',
  properties: {
    id: p.integer().primary(),
    house: p.integer(),
    inside: () => p.manyToOne(Room).joinColumns('house', 'inside').ownColumns('inside').referencedColumnNames('house', 'number'),
    outside: () =>
      p.manyToOne(Room).joinColumns('house', 'outside').ownColumns('outside').referencedColumnNames('house', 'number').nullable(),
  },
})
export class Door extends DoorSchema.class {
  static objects = manager(Door)
}
DoorSchema.setClass(Door)

const CourseSizeSchema = defineEntity({
  name: 'CourseSize',
  view: true,
  expression:
    'select c.id, c.title, count(e.person_id) as size from course c left join enrollment e on e.course_id = c.id group by c.id, c.title',
  properties: { id: p.integer().primary(), title: p.string(), size: p.integer() },
})
export class CourseSize extends CourseSizeSchema.class {
  static objects = manager(CourseSize)
}
CourseSizeSchema.setClass(CourseSize)

const YearSchema = defineEntity({
  name: 'Year',
  expression: 'select year, count(*) as courses from course group by year',
  properties: { year: p.integer(), courses: p.integer() },
})
export class Year extends YearSchema.class {
  static objects = manager(Year)
}
YearSchema.setClass(Year)

/** A table for each class. */
const VehicleSchema = defineEntity({ name: 'Vehicle', inheritance: 'tpt', properties: { id: p.integer().primary(), wheels: p.integer() } })
export class Vehicle extends VehicleSchema.class {
  static objects = manager(Vehicle)
}
VehicleSchema.setClass(Vehicle)
const CarSchema = defineEntity({ name: 'Car', extends: VehicleSchema, properties: { doors: p.integer() } })
export class Car extends CarSchema.class {
  static objects = manager(Car)
}
CarSchema.setClass(Car)

/** To rows of one of several classes. */
const NoteSchema = defineEntity({
  name: 'Note',
  properties: {
    id: p.integer().primary(),
    text: p.string(),
    about: () => p.manyToOne([Badge, Lesson]).nullable(),
  },
})
export class Note extends NoteSchema.class {
  static objects = manager(Note)
}
NoteSchema.setClass(Note)

export interface School {
  readonly orm: MikroORM<SqliteDriver>
  readonly database: MikroOrmDatabase
  readonly djust: Djust
  render(template: string, context: Readonly<Record<string, unknown>>): Promise<string>
  ran(): string[]
  close(): Promise<void>
}

export async function openSchool(name: DatabaseName = testDatabase()): Promise<School> {
  const log: string[] = []
  const opened = await openOrm(name, {
    entities: [Person, Country, Badge, Course, Enrollment, Lesson, Room, Door, CourseSize, Year, Vehicle, Car, Note],
    debug: ['query'],
    colors: false,
    logger: (message: string) => void log.push(message.replace(/^\[query\] /, '')),
  })
  await opened.createTables()
  const orm = opened.orm as unknown as MikroORM<SqliteDriver>
  const em = orm.em.fork()
  const insert = (entity: object, rows: object[]): Promise<unknown> => em.insertMany(entity as typeof Person, rows as never[])
  await insert(Country, [
    { id: 1, code: 'de', title: 'Germany' },
    { id: 2, code: 'fr', title: 'France' },
  ])
  const country = (code: string | null) => code
  for (const [id, personName, gone, code, mentorId] of [
    [1, 'Ann', false, 'de', null],
    [2, 'Bob', false, 'fr', 1],
    [3, 'Cid', true, 'de', 1],
    [4, 'Dee', false, null, 3],
    [5, 'Eve', false, 'de', 2],
  ] as const) {
    await em.execute('insert into person (id, name, gone, country_id, mentor_id_id) values (?, ?, ?, ?, ?)', [
      id,
      personName,
      gone,
      country(code),
      mentorId,
    ])
  }
  await insert(Badge, [
    { id: 1, color: 'red', person: 2 },
    { id: 2, color: 'blue', person: 3 },
  ])
  await insert(Course, [
    { id: 1, title: 'Maths', year: 2020 },
    { id: 2, title: 'Art', year: 2024 },
    { id: 3, title: 'Music', year: 2024 },
  ])
  await insert(
    Lesson,
    [30, 60, 90, 45].map((minutes, i) => ({ id: i + 1, topic: `topic ${i + 1}`, minutes, course: 1 + (i % 2) })),
  )
  const pairs = (list: readonly (readonly (number | null)[])[]) => list.map((pair) => `(${pair.map(String).join(', ')})`).join(', ')
  await em.execute(
    `insert into enrollment (person_id, course_id, grade) values ${pairs([
      [1, 1, 2],
      [1, 2, null],
      [2, 2, 1],
      [3, 2, 3],
      [5, 3, 1],
      [5, 1, 2],
    ])}`,
  )
  await em.execute(
    `insert into person_friends (person_1_id, person_2_id) values ${pairs([
      [1, 2],
      [1, 3],
      [1, 5],
      [2, 1],
      [4, 1],
      [5, 5],
    ])}`,
  )
  await em.execute(
    `insert into person_wishes (id, person_id, course_id) values ${pairs([
      [1, 1, 3],
      [2, 2, 2],
      [3, 1, 1],
      [4, 1, 2],
    ])}`,
  )
  await em.execute(
    `insert into old_students (course_id, person_id) values ${pairs([
      [1, 3],
      [1, 1],
    ])}`,
  )
  await insert(Room, [
    { house: 1, number: 1, label: 'hall' },
    { house: 1, number: 2, label: 'attic' },
    { house: 2, number: 1, label: 'shed' },
  ])
  await em.execute(
    `insert into door (id, house, inside, outside) values ${pairs([
      [1, 1, 1, 2],
      [2, 1, 2, null],
      [3, 2, 1, null],
    ])}`,
  )
  const database = mikroOrm(orm)
  const templates: Record<string, string> = {}
  const djust = createDjust({ orm: database, templates: memoryLoader(templates), development: true, timeZone: 'UTC' })
  log.length = 0
  return {
    orm,
    database,
    djust,
    render(template, context) {
      const file = Object.keys(templates).find((known) => templates[known] === template) ?? `t${Object.keys(templates).length}`
      templates[file] = template
      return djust.render(file, context)
    },
    ran: () => log.splice(0),
    async close() {
      database.release()
      await opened.close()
    },
  }
}
