import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { folderLoader } from '../../src/template/folder-loader.ts'
import { Lease, openRentals, type Rentals } from './support/rentals.ts'

let rentals: Rentals
let root: string
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'djust-changes-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(root, { recursive: true })
})

function write(name: string, source: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), source)
}

function open(...folders: readonly string[]): Djust {
  const templates = folders.length > 0 ? folders.map((folder) => join(root, folder)) : root
  return createDjust({ orm: rentals.database, templates, development: true })
}

/** Files count as old from here on: what they are is then told from their stamps. */
function later(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
}

describe.each([
  ['right after it was read', () => {}],
  ['long after it was read', later],
])('a file that changes %s', (_when, wait) => {
  /** What a page is before the change, twice, and right after it. */
  async function around(djust: Djust, change: () => void): Promise<string[]> {
    await djust.render('page.html')
    wait()
    const before = [await djust.render('page.html'), await djust.render('page.html')]
    change()
    return [...before, await djust.render('page.html')]
  }

  test('is written to, with a text of the same length', async () => {
    write('page.html', 'one')
    expect(await around(open(), () => write('page.html', 'two'))).toEqual(['one', 'one', 'two'])
  })

  test('is replaced by another one, as editors save', async () => {
    write('page.html', 'one')
    const save = () => {
      write('page.html~', 'two')
      renameSync(join(root, 'page.html~'), join(root, 'page.html'))
    }
    expect(await around(open(), save)).toEqual(['one', 'one', 'two'])
  })

  test('is an include or a parent', async () => {
    write('page.html', '{% extends "base.html" %}{% block body %}{% include "part.html" %}{% endblock %}')
    write('base.html', '[{% block body %}{% endblock %}]')
    write('part.html', 'one')
    const djust = open()
    expect(await around(djust, () => write('part.html', 'two'))).toEqual(['[one]', '[one]', '[two]'])
    expect(await around(djust, () => write('base.html', '({% block body %}{% endblock %})'))).toEqual(['[two]', '[two]', '(two)'])
  })

  test('appears in an earlier folder', async () => {
    write('site/page.html', 'site')
    mkdirSync(join(root, 'theme'))
    expect(await around(open('theme', 'site'), () => write('theme/page.html', 'theme'))).toEqual(['site', 'site', 'theme'])
  })

  test('is the next one of its own name', async () => {
    write('theme/page.html', '{% extends "page.html" %}{% block body %}theme{% endblock %}')
    write('site/page.html', '[{% block body %}{% endblock %}]')
    expect(await around(open('theme', 'site'), () => write('site/page.html', '({% block body %}{% endblock %})'))).toEqual([
      '[theme]',
      '[theme]',
      '(theme)',
    ])
  })

  test('is a link that leads elsewhere', async () => {
    write('one.html', 'one')
    write('two.html', 'two')
    symlinkSync('one.html', join(root, 'page.html'))
    const change = () => {
      unlinkSync(join(root, 'page.html'))
      symlinkSync('two.html', join(root, 'page.html'))
    }
    expect(await around(open(), change)).toEqual(['one', 'one', 'two'])
  })

  test('is deleted, and there again', async () => {
    write('page.html', 'one')
    const djust = open()
    const rewrite = () => {
      unlinkSync(join(root, 'page.html'))
      write('page.html', 'two')
    }
    expect(await around(djust, rewrite)).toEqual(['one', 'one', 'two'])
    unlinkSync(join(root, 'page.html'))
    await expect(djust.render('page.html')).rejects.toMatchObject({ code: 'template/not-found' })
    write('page.html', 'six')
    expect(await djust.render('page.html')).toBe('six')
  })

  test('is an include that was missing, whose reads are then planned', async () => {
    write('page.html', '{% for lease in leases %}{% include row %}{% endfor %}')
    write('other.html', '-')
    const djust = open()
    const render = () => djust.render('page.html', { leases: Lease.objects.all(), row: ['row.html', 'other.html'] })
    expect(await render()).toBe('---')
    wait()
    write('row.html', '{{ lease.house.name }};')
    expect(await render()).toBe('Alder Court;Alder Court;Birch &lt;Lane&gt;;')
  })
})

test('no change is missed however quickly they come', async () => {
  const djust = open()
  for (let n = 100; n < 160; n++) {
    write('page.html', `{{ leases|length }} ${n}`)
    expect(await djust.render('page.html', { leases: Lease.objects.all() })).toBe(`3 ${n}`)
  }
})

test('a page that is being rendered keeps the texts that it was planned for', async () => {
  write('page.html', '{{ gate }}{% for lease in leases %}{{ lease.id }}{% include "row.html" %}{% endfor %}')
  write('row.html', ',')
  const djust = open()
  const gate = Promise.withResolvers<string>()
  const first = djust.render('page.html', { leases: Lease.objects.all(), gate: gate.promise })
  write('row.html', ' {{ lease.house.name }};')
  expect(await djust.render('page.html', { leases: Lease.objects.all() })).toBe('1 Alder Court;2 Alder Court;3 Birch &lt;Lane&gt;;')
  gate.resolve('')
  expect(await first).toBe('1,2,3,')
})

test('text that {% cache %} kept goes with its template', async () => {
  write('page.html', '{% load cache %}{% cache 500 part %}one{% endcache %}')
  const djust = open()
  expect(await djust.render('page.html')).toBe('one')
  write('page.html', '{% load cache %}{% cache 500 part %}two{% endcache %}')
  expect(await djust.render('page.html')).toBe('two')
})

test('files that did not change are not read again', async () => {
  write('page.html', 'one')
  const folder = folderLoader(root)
  const load = vi.fn<typeof folder.load>(folder.load)
  const djust = createDjust({ templates: { ...folder, load }, development: true })
  await djust.render('page.html')
  later()
  await djust.render('page.html')
  load.mockClear()
  for (let n = 0; n < 5; n++) await djust.render('page.html')
  expect(load).not.toHaveBeenCalled()
})
