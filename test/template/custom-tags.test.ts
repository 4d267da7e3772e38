import { expect, test } from 'vitest'
import { SafeString, blockTag, createTemplateEngine, defineTag, inclusionTag, simpleTag, type Library } from '../../src/template.ts'
import type { Expression } from '../../src/template/ast.ts'

const library: Library = {
  name: 'own',
  filters: [
    {
      name: 'shout',
      argument: 'optional',
      isSafe: true,
      apply: (input, argument) =>
        `${String(input).toUpperCase()}${typeof argument === 'string' || argument instanceof SafeString ? String(argument) : '!'}`,
    },
  ],
  tags: [
    simpleTag({
      name: 'greet',
      parameters: ['name', { name: 'greeting', default: 'Hello' }],
      rest: 'others',
      namedRest: 'options',
      run: ({ name, greeting, others, options }) =>
        `${String(greeting)} <${String(name)}> ${JSON.stringify(others)} ${JSON.stringify(options)}`,
    }),
    simpleTag({ name: 'whoami', reads: ['user'], run: (_args, context) => context.get('user') ?? 'nobody' }),
    simpleTag({ name: 'sneaky', run: (_args, context) => context.get('user') }),
    simpleTag({ name: 'nothing', run: () => undefined }),
    blockTag({
      name: 'card',
      parameters: ['title'],
      run: (content, { title }) => new SafeString(`<h1>${String(title)}</h1>${content.text}`),
    }),
    inclusionTag({ name: 'badge', parameters: ['label'], template: 'badge.html', run: ({ label }) => ({ label }) }),
    defineTag<{ readonly value: Expression; readonly times: number }>({
      name: 'twice',
      parse(parser) {
        const [, value] = parser.words
        if (!value) throw parser.error('twice what?')
        return { value: parser.expression(value), times: 2 }
      },
      emit({ value }, emitter) {
        const once = emitter.constantOf(emitter.value(value))
        emitter.print(once)
        emitter.print(once)
      },
    }),
  ],
}
const engine = createTemplateEngine({ builtins: [library], templates: { 'badge.html': '[{{ label }}{{ user }}]' } })
const render = (source: string, context = {}): string => engine.renderString(source, context)

test('a simple tag is a function of its arguments', () => {
  expect(render('{% greet "a" %}')).toBe('Hello &lt;a&gt; [] {}')
  expect(render('{% greet x|upper "Hi" 1 2 k=3 %}', { x: 'a' })).toBe('Hi &lt;A&gt; [1,2] {&quot;k&quot;:3}')
  expect(render('{% greet name="b" as text %}{{ text }}')).toBe('Hello &lt;b&gt; [] {}')
  expect(render('{% autoescape off %}{% greet "a" %}{% endautoescape %}')).toBe('Hello <a> [] {}')
  expect(render('{% nothing as x %}[{{ x }}{% nothing %}]')).toBe('[]')
})

test.each([
  ['{% greet %}', "did not receive value(s) for the argument(s): 'name'"],
  ['{% greet name="a" "b" %}', 'positional argument(s) after some keyword argument(s)'],
  ['{% greet "a" name="b" %}', "multiple values for keyword argument 'name'"],
  ['{% whoami 1 %}', 'too many positional arguments'],
  ['{% whoami a=1 %}', "unexpected keyword argument 'a'"],
])('%s', (source, message) => {
  expect(() => render(source)).toThrow(message)
})

test('a tag sees the variables in scope that it says it reads', () => {
  expect(() => render('{% sneaky %}')).toThrow("Add it to the tag's definition: reads: ['user']")
  expect(render('{% whoami %}')).toBe('nobody')
  expect(
    render('{% with user="with" %}{% whoami %}{% endwith %}{% for user in list %}{% whoami %}{% endfor %}{% whoami %}', {
      user: 'u',
      list: '12',
    }),
  ).toBe('with12u')
  const pages = createTemplateEngine({
    builtins: [library],
    templates: { part: '{% whoami %}', page: '{% with user="x" %}{% include "part" %}{% endwith %}' },
  })
  expect(pages.render('page')).toBe('x')
})

test('asynchronous tags run at the same time and are waited for by renderAsync', async () => {
  const running: string[] = []
  const wait = async (name: string): Promise<string> => {
    running.push(name)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return `<${name} ${running.length}>`
  }
  const pages = createTemplateEngine({
    builtins: [
      {
        name: 'own',
        filters: [],
        tags: [
          simpleTag({ name: 'later', parameters: ['name'], run: async ({ name }) => await wait(String(name)) }),
          inclusionTag({ name: 'card', template: 'card', run: async () => ({ text: await wait('card') }) }),
          simpleTag({ name: 'fails', run: async () => await Promise.reject(new Error('too late')) }),
        ],
      },
    ],
    templates: {
      card: '[{{ text }}]',
      page: '{% load cache %}{% for x in "ab" %}{% later x %}{% endfor %}{% spaceless %}<p> {% later "c" %} <b> </b></p>{% endspaceless %}{% card %}{% cache 9 x %}{% later "d" %}{% endcache %}',
      as: '{% later "x" as y %}',
      fails: '..{% fails %}',
    },
  })
  const expected = '&lt;a 5&gt;&lt;b 5&gt;<p> &lt;c 5&gt; <b></b></p>[&lt;card 5&gt;]&lt;d 5&gt;'
  await expect(pages.renderAsync('page')).resolves.toBe(expected)
  await expect(pages.renderAsync('page')).resolves.toBe(expected.replaceAll('5', '10'))
  await expect(pages.renderAsync('as')).rejects.toThrow('An asynchronous tag has no value to set yet')
  await expect(pages.renderAsync('fails')).rejects.toThrow('fails:1:3: too late')
  expect(() => pages.render('page')).toThrow('Render the page with renderAsync')
})

test('what is made of the text of asynchronous tags is made once it is there, or refused', async () => {
  const later = simpleTag({
    name: 'later',
    parameters: ['html'],
    run: async ({ html }) => await Promise.resolve(new SafeString(String(html))),
  })
  const loud = blockTag({ name: 'loud', run: (content) => new SafeString(content.text.toUpperCase()) })
  const pages = createTemplateEngine({
    builtins: [{ name: 'own', filters: [], tags: [later, loud] }],
    templates: {
      base: '{% block a %}{% later "x" %}{% endblock %}',
      spaceless: '{% spaceless %}<p> {% later "<i> </i>" %} </p>{% endspaceless %}',
      loud: '{% for c in "ab" %}{% loud %}{{ c }}{% spaceless %}{% later c %}{% endspaceless %}{% endloud %}{% endfor %}',
      super: '{% extends "base" %}{% block a %}{{ block.super }}{{ block.super }}{% endblock %}',
      filtered: '{% extends "base" %}{% block a %}{{ block.super|length }}{% endblock %}',
      asked: '{% extends "base" %}{% block a %}{% with b=block %}{{ b.super|upper }}{% endwith %}{% endblock %}',
      filter: '<b>{% filter upper %}{% later "x" %}{% endfilter %}',
      ifchanged: '{% for c in "ab" %}{% ifchanged %}{% later "x" %}{% endifchanged %}{% endfor %}',
    },
  })
  expect(await pages.renderAsync('spaceless')).toBe('<p><i></i></p>')
  expect(await pages.renderAsync('loud')).toBe('AABB')
  expect(await pages.renderAsync('super')).toBe('xx')
  const refused = 'An asynchronous tag stands in text that is needed at once'
  for (const [name, place] of Object.entries({ filtered: 36, asked: 54, filter: 3, ifchanged: 19 })) {
    await expect(pages.renderAsync(name), name).rejects.toThrow(`${name}:1:${place + 1}: ${refused}`)
    await expect(new Response(pages.renderStream(name)).text(), name).rejects.toThrow(refused)
  }
})

test('a block tag gets what its body renders', () => {
  expect(render('{% for x in "ab" %}{% card x %}<p>{{ forloop.counter }}</p>{% endcard %}{% endfor %}')).toBe(
    '<h1>a</h1><p>1</p><h1>b</h1><p>2</p>',
  )
})

test('an inclusion tag prints a template that sees only what its function returns', () => {
  expect(render('{% badge "<b>" %}{% badge x %}', { user: 'hidden', x: '<' })).toBe('[<b>][&lt;]')
})

test('a tag can emit its own code', () => {
  let reads = 0
  const object = {
    get x(): string {
      reads++
      return '<'
    },
  }
  expect(render('{% twice o.x %}', { o: object })).toBe('&lt;&lt;')
  expect(reads).toBe(1)
})

test('filters get plain values and literals, and keep safe text safe if they say so', () => {
  expect(render('{{ x|shout }}{{ x|shout:"?" }}{{ s|shout }}', { x: '<', s: new SafeString('<') })).toBe('&lt;!&lt;?<!')
})
