import { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simpleTag, type Library } from '../../src/template.ts'
import { Lease, openRentals, type Rentals } from './support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

const all = (pieces: AsyncIterable<string>): Promise<string[]> => Readable.from(pieces).toArray()

const weather: Library = {
  name: 'weather',
  filters: [],
  tags: [
    simpleTag({ name: 'weather', parameters: ['place'], run: ({ place }) => setTimeout(1, `<sun in ${String(place)}>`) }),
    simpleTag({
      name: 'storm',
      parameters: [],
      run: async () => {
        await setTimeout(1)
        throw new Error('no forecast')
      },
    }),
  ],
}

describe('asynchronous tags', () => {
  const templates = {
    'page.html': '{% for lease in leases %}{{ lease.id }} {% weather lease.house.name %} {% endfor %}',
    'storm.html': 'a\n{% storm %}',
  }
  const open = () => rentals.djust(templates, { builtins: [weather] })

  test('are waited for, and what they read is loaded', async () => {
    expect(await open().render('page.html', { leases: Lease.objects.all() })).toBe(
      '1 &lt;sun in Alder Court&gt; 2 &lt;sun in Alder Court&gt; 3 &lt;sun in Birch &lt;Lane&gt;&gt; '.replace(
        'Birch <Lane>',
        'Birch &lt;Lane',
      ),
    )
  })

  test('fail with their place', async () => {
    await expect(open().render('storm.html')).rejects.toThrow(/storm\.html:2:1: (?:.*: )?no forecast/)
  })

  test('stand in pages that are sent in pieces', async () => {
    const pieces = await all(open().renderPieces('page.html', { leases: Lease.objects.all().slice(0, 1) }))
    expect(pieces.join('')).toBe('1 &lt;sun in Alder Court&gt; ')
  })
})

describe('big pages', () => {
  const templates = {
    'rows.html': '{% for row in rows %}<tr>{{ row.text }}{% for lease in leases %}{{ lease.tenantName }}{% endfor %}</tr>{% endfor %}',
    'base.html': '<main>{% block main %}{% endblock %}</main>',
    'child.html': '{% extends "base.html" %}{% block main %}{% include "rows.html" %}{% endblock %}',
  }
  let read = 0
  const context = () => {
    read = 0
    const row = {
      text: () => {
        read++
        return 'ø'.repeat(100)
      },
    }
    return { rows: Array.from({ length: 5000 }, () => row), leases: Lease.objects.all() }
  }

  test('the first piece is there before the last row was rendered, and all of it is what render gives', async () => {
    const djust = rentals.djust(templates)
    const whole = await djust.render('child.html', context())
    const pieces = djust.renderPieces('child.html', context())
    const first = await pieces.next()
    expect(first.value?.length).toBeGreaterThan(10_000)
    expect(read).toBeLessThan(500)
    expect(first.value + (await all(pieces)).join('')).toBe(whole)
    expect(read).toBe(5000)
  })

  test('as a web stream and as a stream of Node, with a report at the end', async () => {
    const djust = rentals.djust(templates)
    const whole = await djust.render('child.html', context())
    const reports: number[] = []
    const stream = djust.renderStream('child.html', context(), { onReport: ({ statements }) => reports.push(statements.length) })
    expect(await new Response(stream).text()).toBe(whole)
    expect(reports).toEqual([1])
    const chunks = await all(djust.renderPieces('child.html', context()))
    expect(chunks.join('')).toBe(whole)
    expect(chunks.length).toBeGreaterThan(20)
  })

  test('whoever stops reading stops the rendering', async () => {
    const reader = rentals.djust(templates).renderStream('child.html', context()).getReader()
    await reader.read()
    await reader.cancel()
    const seen = read
    await setTimeout(5)
    expect(read).toBe(seen)
    expect(seen).toBeLessThan(1000)
  })

  test('an error while loading, in the first piece or in a later one, is thrown when it is read', async () => {
    const djust = rentals.djust({
      ...templates,
      'broken.html': '{% for row in rows %}{{ row.text }}{% endfor %}{% for lease in leases %}{{ lease.broken }}{% endfor %}',
    })
    await expect(djust.renderPieces('gone.html').next()).rejects.toThrow('Template not found')
    await expect(djust.renderPieces('broken.html', { ...context(), rows: [] }).next()).rejects.toThrow('no rate for 2024')
    const pieces = djust.renderPieces('broken.html', context())
    expect((await pieces.next()).done).toBe(false)
    await expect(all(pieces)).rejects.toThrow('no rate for 2024')
  })
})

test('tags get the services of the engine', async () => {
  const kept = new Map<string, string>()
  const caches = { default: { get: (key: string) => kept.get(key), set: (key: string, text: string) => void kept.set(key, text) } }
  const source = '{% load static cache %}{% static "a.js" %} {% get_media_prefix %} {% cache 60 part %}{{ n }}{% endcache %}'
  const djust = rentals.djust({ a: source }, { caches, mediaUrl: '/m/', staticFile: (path) => `/s/${path}?1` })
  expect(await djust.render('a', { n: 1 })).toBe('/s/a.js?1 /m/ 1')
  expect(await djust.render('a', { n: 2 })).toBe('/s/a.js?1 /m/ 1')
  expect([...kept.values()]).toEqual(['1'])
  const plain = rentals.djust({ a: source, b: '{% debug %}' })
  expect(await plain.render('a', { n: 1 })).toBe('/static/a.js /media/ 1')
  expect(await plain.render('a', { n: 2 })).toBe('/static/a.js /media/ 1')
  expect(await plain.render('b', { n: 2 })).toBe('')
  expect(await rentals.djust({ b: '{{ n }}{% debug %}' }, { debug: true }).render('b', { n: 2 })).toBe('2n: 2')
})

test('of two tags with one name, what is loaded is what the template’s own reads', async () => {
  const library = (name: string, reads: boolean): Library => ({
    name,
    filters: [],
    tags: [
      simpleTag({
        name: 'show',
        parameters: ['lease'],
        flow: (args, flow) => {
          for (const expression of args.expressions)
            flow.output(reads ? flow.member(flow.evaluate(expression), 'tenantName') : flow.evaluate(expression))
        },
        run: ({ lease }) => (reads ? (lease as Lease).tenantName : 'plain'),
      }),
    ],
  })
  const templates = { a: '{% load reading %}{% for lease in leases %}{% show lease %} {% endfor %}' }
  const djust = rentals.djust(templates, { libraries: [library('reading', true), library('plain', false)] })
  expect(await djust.render('a', { leases: Lease.objects.all() })).toBe('Ada nobody Bob ')
})
