import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TemplateDoesNotExist, createTemplateEngine, folderLoader } from '../../src/template.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'djust-templates-'))
  for (const folder of ['site', 'site/pages', 'theme', 'theme-private']) mkdirSync(join(root, folder))
  writeFileSync(join(root, 'secret.html'), 'secret')
  writeFileSync(join(root, 'theme-private/secret.html'), 'secret')
  writeFileSync(join(root, 'site/base.html'), 'site[{% block body %}{% endblock %}]')
  writeFileSync(join(root, 'theme/base.html'), '{% extends "base.html" %}{% block body %}theme{% endblock %}')
  writeFileSync(join(root, 'site/pages/page.html'), '{% extends "../base.html" %}{% block body %}{% include "./part.html" %}{% endblock %}')
  writeFileSync(join(root, 'site/pages/part.html'), 'part')
  symlinkSync(join(root, 'secret.html'), join(root, 'site/link.html'))
  symlinkSync(join(root, 'theme-private'), join(root, 'theme/private'))
  symlinkSync(join(root, 'site/base.html'), join(root, 'site/inside.html'))
})

afterAll(() => {
  rmSync(root, { recursive: true })
})

test.each([
  '../secret.html',
  'pages/../../secret.html',
  './../secret.html',
  '/etc/passwd',
  '..\\secret.html',
  'C:\\secret.html',
  'link.html',
  'private/secret.html',
  'base.html\0.txt',
  'pages',
  '',
])('a name that leads out of the folders is not found: %s', (name) => {
  const loader = folderLoader([join(root, 'site'), join(root, 'theme')])
  expect(loader.load(name)).toBeNull()
})

test('an absolute path to a template in the folder is not found', () => {
  expect(folderLoader(join(root, 'site')).load(join(root, 'site/base.html'))).toBeNull()
})

test('a link that stays in its folder is followed', () => {
  expect(folderLoader(join(root, 'site')).load('inside.html')).toMatchObject({ source: expect.stringContaining('site[') })
})

test('the first folder wins, and a template may extend the next one of its name', () => {
  const engine = createTemplateEngine({ folders: [join(root, 'theme'), join(root, 'site')] })
  expect(engine.render('base.html')).toBe('site[theme]')
  expect(engine.render('pages/page.html')).toBe('site[part]')
})

test('names relative to a template are resolved against it', () => {
  const engine = createTemplateEngine({ folders: join(root, 'site') })
  expect(engine.render('pages/page.html')).toBe('site[part]')
})

test('what was tried is in the error', () => {
  const engine = createTemplateEngine({ folders: join(root, 'site'), templates: { other: '' } })
  expect(() => engine.render('nope.html')).toThrow(TemplateDoesNotExist)
  expect(() => engine.render('nope.html')).toThrow(join(root, 'site/nope.html'))
  expect(() => engine.render('nope.html')).toThrow('memory:nope.html')
})

test('own loaders need one method; cleared, templates are read again', () => {
  let text = 'one'
  const engine = createTemplateEngine({
    loaders: [{ load: (name) => (name === 'x' ? text : null) }],
    templates: { page: '{% include "x" %}' },
  })
  expect(engine.render('page')).toBe('one')
  text = 'two'
  expect(engine.render('page')).toBe('one')
  engine.clear()
  expect(engine.render('page')).toBe('two')
})

test('a memory loader knows own names only', () => {
  const engine = createTemplateEngine({ templates: { a: 'a' } })
  for (const name of ['constructor', '__proto__', 'toString']) expect(() => engine.render(name)).toThrow(TemplateDoesNotExist)
})

test('the first name that exists is rendered', () => {
  const engine = createTemplateEngine({ templates: { b: 'b', page: '{% include names %}' } })
  expect(engine.render(['a', 'b'])).toBe('b')
  expect(engine.render('page', { names: ['a', 'b'] })).toBe('b')
  expect(() => engine.render(['a', 'c'])).toThrow('Template not found: a, c')
})
