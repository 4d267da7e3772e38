import { expect, it } from 'vitest'
import { PartialList } from '../../src/serialize/partial-list.ts'
import { createTemplateEngine } from '../../src/template.ts'

const engine = createTemplateEngine()

/** A list of five of which the first two rows and the last one were loaded. */
function partial(): PartialList {
  const list = new PartialList({ model: 'Post', relation: 'comments', head: 2, tail: 1 }, 5, null)
  for (const row of ['a', 'b', 'e']) list.push(row)
  return list
}

function render(filters: string): string {
  return engine.renderString(`{{ x|${filters} }}`, { x: partial() })
}

it('answers from the rows and the count that were loaded', () => {
  expect(render('first')).toBe('a')
  expect(render('last')).toBe('e')
  expect(render('slice:":2"|join:","')).toBe('a,b')
  expect(render('slice:"1:2"|join:","')).toBe('b')
  expect(render('slice:"-1:"|join:","')).toBe('e')
  expect(render('slice:":2:2"|join:","')).toBe('a')
  expect(render('length')).toBe('5')
  expect(render('pluralize')).toBe('s')
  expect(render('yesno:"some,none"')).toBe('some')
  expect(render('default:"none"|length')).toBe('5')
})

it('never takes the rows it has for all', () => {
  for (const filters of [
    'join:","',
    'slice:":3"',
    'slice:"1:"',
    'slice:"-2:"',
    'random',
    'dictsort:"n"',
    'unordered_list',
    'json_script',
    'upper',
  ]) {
    expect(() => render(filters), filters).toThrow('Of Post.comments only its first 2 row')
  }
})
