import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import {
  Badge,
  Car,
  Country,
  Course,
  CourseSize,
  Door,
  Lesson,
  Note,
  openSchool,
  Person,
  type School,
  Vehicle,
  Year,
} from './support/school.ts'

let school: School
beforeAll(async () => {
  school = await openSchool()
})
beforeEach(() => void school.ran())
afterAll(() => school.close())

/** What a query of djust's shows, what MikroORM's entities show, and how many statements the first took. */
async function both(template: string, entity: typeof Person, populate: readonly string[], filters: object = {}) {
  const em = () => {
    const fork = school.orm.em.fork()
    fork.setFilterParams('since', { year: 2021 })
    return fork
  }
  const entities = await em().find(entity, {}, { populate: populate as never, orderBy: { id: 'asc' }, ...filters })
  school.ran()
  const shown = await school.render(template, { rows: entity.objects.using(em()).orderBy('id') })
  const statements = school.ran().length
  return { shown, native: await school.render(template, { rows: entities }), statements }
}

const each = (body: string) => `{% for x in rows %}{{ x.id }}:${body};{% endfor %}`
const list = (name: string, of: string) => `{% for y in x.${name}.all %}{{ y.${of} }} {% endfor %}`

describe('is read right, in one statement a level', () => {
  test.each<[string, object, string, string[], number, string]>([
    ['to another column than the key', Person, '{{ x.country.title|default:"-" }}', ['country'], 1, '1:Germany;2:France;4:-;5:Germany;'],
    ['of such a column', Country, list('people', 'name'), ['people'], 2, '1:Eve Ann ;2:Bob ;'],
    ['one to one, from the side without the key', Person, '{{ x.badge.color|default:"-" }}', ['badge'], 1, '1:-;2:red;4:-;5:-;'],
    ['many to many to itself', Person, list('friends', 'name'), ['friends'], 2, '1:Bob Eve ;2:Ann ;4:Ann ;5:Eve ;'],
    ['its other side', Person, list('friendOf', 'name'), ['friendOf'], 2, '1:Dee Bob ;2:Ann ;4:;5:Eve Ann ;'],
    ['many to many through an entity', Person, list('courses', 'title'), ['courses'], 2, '1:Art Maths ;2:Art ;4:;5:Maths Music ;'],
    [
      'that entity, ordered over a relation',
      Person,
      '{% for e in x.enrollments.all %}{{ e.course.title }}={{ e.grade }} {% endfor %}',
      ['enrollments.course'],
      2,
      '1:Art= Maths=2 ;2:Art=1 ;4:;5:Music=1 Maths=2 ;',
    ],
    ['to rows that a filter hides', Course, list('students', 'name'), ['students'], 2, '1:Ann Eve ;2:Ann Bob ;3:Eve ;'],
    ['with a strategy of its own', Lesson, '{{ x.course.title }}', ['course'], 1, '1:Maths;2:Art;3:Maths;4:Art;'],
    [
      'by keys of which two share a column',
      Door,
      '{{ x.inside.label }}/{{ x.outside.label|default:"-" }}',
      ['inside', 'outside'],
      1,
      '1:hall/attic;2:attic/-;3:shed/-;',
    ],
    ['of a view', CourseSize, '{{ x.title }} {{ x.size }}', [], 1, '1:Maths 2;2:Art 3;3:Music 1;'],
  ])('a relation %s', async (_, entity, body, populate, statements, html) => {
    const found = await both(each(body), entity as typeof Person, populate)
    expect(found.shown).toBe(html)
    expect(found.native).toBe(html)
    expect(found.statements).toBe(statements)
  })

  test('counts, truth and conditions of these relations', async () => {
    const body = '{{ x.friends|length }}{{ x.friendOf.count }}{{ x.courses|length }}{% if x.wishes %}w{% endif %}'
    const { shown, native, statements } = await both(each(body), Person, ['friends', 'friendOf', 'courses', 'wishes'])
    expect(shown).toBe('1:222w;2:111w;4:100;5:122;')
    expect(shown).toBe(native)
    expect(statements).toBe(1)
    expect(await Person.objects.filter({ country: { title: 'Germany' } }).flat('name')).toEqual(['Ann', 'Eve'])
    expect(await Person.objects.filter({ courses: { title: 'Music' } }).flat('name')).toEqual(['Eve'])
    expect(
      await Person.objects
        .filter({ enrollments: { grade: 1 } })
        .orderBy('-id')
        .flat('name'),
    ).toEqual(['Eve', 'Bob'])
    expect(await Door.objects.filter({ outside: { label: 'attic' } }).flat('id')).toEqual([1])
    expect(
      await CourseSize.objects
        .filter({ size: { gt: 1 } })
        .orderBy('-size')
        .flat('title'),
    ).toEqual(['Art', 'Maths'])
  })

  test('a key alone, which the row has whatever a filter hides', async () => {
    const body = each('{{ x.mentorId|default:"-" }}')
    expect(await school.render(body, { rows: Person.objects.orderBy('id') })).toBe('1:-;2:1;4:3;5:2;')
    expect(school.ran()).toHaveLength(1)
    const entities = await school.orm.em.fork().find(Person, {}, { orderBy: { id: 'asc' }, filters: false })
    expect(await school.render(body, { rows: entities })).toBe('1:-;2:1;3:1;4:3;5:2;')
  })

  test('a filter with arguments on a nested relation', async () => {
    const template = each(list('courses', 'title'))
    const em = school.orm.em.fork()
    em.addFilter({
      name: 'recent',
      cond: ({ year }: { year: number }) => ({ year: { $gte: year } }),
      entity: Course,
      default: true,
    } as never)
    em.setFilterParams('recent', { year: 2021 })
    const html = '1:Art ;2:Art ;4:;5:Music ;'
    expect(await school.render(template, { rows: Person.objects.using(em).orderBy('id') })).toBe(html)
    expect(await school.render(template, { rows: await em.find(Person, {}, { populate: ['courses'], orderBy: { id: 'asc' } }) })).toBe(html)
    expect(await school.render(each('{{ x.courses|length }}'), { rows: Person.objects.using(em).orderBy('id') })).toBe('1:1;2:1;4:0;5:1;')
  })
})

describe('is refused by name, and read from MikroORM’s own entities', () => {
  test.each<[string, object, string, string[], string, string]>([
    [
      'with a `where`',
      Course,
      '{% for y in x.longLessons.all %}{{ y.topic }} {% endfor %}',
      ['longLessons'],
      '1:topic 3 ;2:topic 2 ;3:;',
      '`where` of its own',
    ],
    [
      'with `filters`',
      Course,
      '{% for y in x.open %}{{ y.topic }} {% endfor %}',
      ['open'],
      '1:topic 1 topic 3 ;2:topic 2 topic 4 ;3:;',
      '`filters` of its own',
    ],
  ])('a relation %s', async (_, entity, body, populate, html, reason) => {
    const rows = (entity as typeof Course).objects.orderBy('id')
    await expect(school.render(each(body), { rows })).rejects.toThrow(reason)
    const entities = await school.orm.em.fork().find(entity as typeof Course, {}, { populate: populate as never, orderBy: { id: 'asc' } })
    expect(await school.render(each(body), { rows: entities })).toBe(html)
  })

  test('a list that only MikroORM loads answers as others do', async () => {
    const template = each('{{ x.longLessons|length }}{{ x.longLessons.count }}{{ x.longLessons.first.topic }}')
    const rows = await school.orm.em.fork().find(Course, {}, { populate: ['longLessons'], orderBy: { id: 'asc' } })
    expect(await school.render(template, { rows })).toBe('1:11topic 3;2:11topic 2;3:00;')
    const bare = await school.orm.em.fork().find(Course, {}, { orderBy: { id: 'asc' } })
    await expect(school.render(each('{% for y in x.longLessons %}{{ y.topic }}{% endfor %}'), { rows: bare })).rejects.toThrow(
      'not initialized',
    )
  })

  test('an entity that is no table', async () => {
    await expect(school.render('{% for y in rows %}{{ y.courses }}{% endfor %}', { rows: Year.objects.all() })).rejects.toThrow(
      'it is a virtual entity',
    )
    const template = '{% for y in rows %}{{ y.year }}={{ y.courses }} {% endfor %}'
    expect(await school.render(template, { rows: lazy(school.orm.em.fork()).find(Year, {}, { orderBy: { year: 'asc' } }) })).toBe(
      '2020=1 2024=2 ',
    )
  })

  test('a class with a table of its own', async () => {
    const em = school.orm.em.fork()
    em.create(Car, { id: 1, wheels: 4, doors: 5 })
    await em.flush()
    for (const objects of [Vehicle.objects, Car.objects])
      await expect(school.render('{% for v in rows %}{{ v.wheels }}{% endfor %}', { rows: objects.all() })).rejects.toThrow(
        'stored in a table per class',
      )
    expect(await school.render('{% for v in rows %}{{ v.wheels }} {{ v.doors }}{% endfor %}', { rows: lazy(em).find(Car, {}) })).toBe('4 5')
    expect(await school.render('{% for v in rows %}{{ v.wheels }} {{ v.doors }}{% endfor %}', { rows: lazy(em).find(Vehicle, {}) })).toBe(
      '4 5',
    )
  })

  test('a polymorphic relation', async () => {
    const em = school.orm.em.fork()
    em.create(Note, { id: 1, text: 'nice', about: em.getReference(Badge, 1) } as never)
    await em.flush()
    await expect(school.render('{% for n in rows %}{{ n.about.color }}{% endfor %}', { rows: Note.objects.all() })).rejects.toThrow(
      'polymorphic relation',
    )
    expect(await school.render('{% for n in rows %}{{ n.text }}{% endfor %}', { rows: Note.objects.all() })).toBe('nice')
    const notes = await school.orm.em.fork().find(Note, {}, { populate: ['about'] })
    expect(await school.render('{% for n in rows %}{{ n.text }} {{ n.about.color }}{% endfor %}', { rows: notes })).toBe('nice red')
  })
})

test('a property that is not kept', async () => {
  const page = '{% for x in rows %}{{ x.lost|yesno }} {{ x.state }};{% endfor %}'
  expect(await school.render(page, { rows: Badge.objects.filter({ id: 1 }) })).toBe('no here;')
  const badge = await school.orm.em.fork().findOneOrFail(Badge, 1)
  expect(await school.render(page, { rows: [badge] })).toBe('no here;')
  Object.assign(badge, { lost: true, code: 'secret' })
  expect(await school.render(page, { rows: [badge] })).toBe('yes lost;')
  const person = await school.orm.em.fork().findOneOrFail(Person, { badge: 1 }, { populate: ['badge'] })
  person.badge.lost = true
  expect(await school.render('{{ person.badge.lost }} {{ person.badge.state }}', { person })).toBe('true lost')
  await expect(school.render('{{ badge.code }}', { badge })).rejects.toThrow('"code"')
  expect(await school.render('{{ badge|pprint }}', { badge })).not.toContain('secret')
})

test('lists in the order of their choice', async () => {
  const { shown, native, statements } = await both(each(list('wishes', 'title')), Person, ['wishes'])
  expect(native).toBe('1:Music Maths Art ;2:Art ;4:;5:;')
  expect(shown).toBe(native)
  expect(statements).toBe(2)
})
