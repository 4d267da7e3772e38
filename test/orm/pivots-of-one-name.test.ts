import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { createDjust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const TownSchema = defineEntity({
  name: 'Town',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    routes: () =>
      p.manyToMany(Town).pivotTable('town_roads').joinColumn('from_town').inverseJoinColumn('to_town').inversedBy('reachedFrom'),
    reachedFrom: () => p.manyToMany(Town).mappedBy('routes'),
    lines: () => p.manyToMany(Train).mappedBy('routes'),
  },
})
class Town extends TownSchema.class {
  static objects = manager(Town)
}
TownSchema.setClass(Town)

const TrainSchema = defineEntity({
  name: 'Train',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    routes: () => p.manyToMany(Town).pivotTable('train_stops').joinColumn('train').inverseJoinColumn('stop').inversedBy('lines'),
  },
})
class Train extends TrainSchema.class {
  static objects = manager(Train)
}
TrainSchema.setClass(Train)

test('the other side of a many-to-many that has the name of one of its target to itself reads its own table', async () => {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Town, Train],
  })
  try {
    await orm.schema.create()
    const em = orm.em.fork()
    const [ulm, bonn] = [em.create(Town, { id: 1, name: 'Ulm' }), em.create(Town, { id: 2, name: 'Bonn' })]
    ulm.routes.add(bonn)
    em.create(Train, { id: 1, name: 'Nightingale' }).routes.add(bonn)
    await em.flush()

    const page =
      '{% for t in towns %}{{ t.name }} to {% for r in t.routes %}{{ r.name }}{% endfor %} from {% for r in t.reachedFrom %}{{ r.name }}{% endfor %} by {% for l in t.lines %}{{ l.name }}{% endfor %} {{ t.lines|length }};{% endfor %}'
    const djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader({ 'page.html': page }) })
    expect(await djust.render('page.html', { towns: Town.objects.orderBy('id') })).toBe(
      'Ulm to Bonn from  by  0;Bonn to  from Ulm by Nightingale 1;',
    )
  } finally {
    await orm.close()
  }
})
