import { defineEntity, MikroORM, p, SqliteDriver, UnderscoreNamingStrategy } from '@mikro-orm/sql'
import { expect, test } from 'vitest'
import { createDjust, manager } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const AlbumSchema = defineEntity({
  name: 'Album',
  properties: {
    id: p.integer().primary(),
    songs: () => p.manyToMany(Song).pivotEntity(() => Track),
    guests: () => p.manyToMany(Song).fixedOrder().fixedOrderColumn('atPlace'),
  },
})
class Album extends AlbumSchema.class {
  static objects = manager(Album)
}
AlbumSchema.setClass(Album)

const SongSchema = defineEntity({
  name: 'Song',
  properties: { id: p.integer().primary(), title: p.string(), albums: () => p.manyToMany(Album).mappedBy('songs') },
})
class Song extends SongSchema.class {
  static objects = manager(Song)
}
SongSchema.setClass(Song)

const TrackSchema = defineEntity({
  name: 'Track',
  properties: { trackNo: p.integer().primary(), album: () => p.manyToOne(Album), song: () => p.manyToOne(Song) },
})
class Track extends TrackSchema.class {}
TrackSchema.setClass(Track)

class Prefixed extends UnderscoreNamingStrategy {
  override propertyToColumnName(name: string): string {
    return `c_${super.propertyToColumnName(name)}`
  }
}

test.each([UnderscoreNamingStrategy, Prefixed])(
  'lists are in the order of a pivot’s column, whatever its name: %o',
  async (namingStrategy) => {
    const entities = [Album, Song, Track]
    const connection = { driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:') }
    const orm = await MikroORM.init({ ...connection, entities, namingStrategy })
    try {
      await orm.schema.create()
      const em = orm.em.fork()
      const [a, b] = [em.create(Song, { id: 1, title: 'A' }), em.create(Song, { id: 2, title: 'B' })]
      const [first, second] = [em.create(Album, { id: 1 }), em.create(Album, { id: 2 })]
      first.guests.add(b, a)
      for (const [trackNo, album, song] of [
        [3, first, a],
        [2, first, b],
        [1, second, a],
      ] as const)
        em.create(Track, { trackNo, album, song })
      await em.flush()

      const page = `{% for x in albums %}{% for s in x.songs %}{{ s.title }}{% endfor %} {% for s in x.guests %}{{ s.title }}{% endfor %};{% endfor %}{% for s in songs %}{% for x in s.albums %}{{ x.id }}{% endfor %};{% endfor %}`
      const djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader({ 'page.html': page }) })
      const context = { albums: Album.objects.orderBy('id'), songs: Song.objects.orderBy('id') }
      expect(await djust.render('page.html', context)).toBe('BA BA;A ;21;1;')
    } finally {
      await orm.close()
    }
  },
)
