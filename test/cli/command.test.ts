import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/source-files.ts'
import { run } from './support/run.ts'

const files = {
  'page.html': '<p>{{ name }} {{ ok }} {{ when|date:"H:i" }}</p>',
  'data.json': '{"name": "<b>", "ok": true, "when": "2025-01-02T23:30:00Z"}',
  'list.json': '[1]',
  'broken.json': '{',
  'broken.html': '{% for x in xs %}\n{{ x|uper }}\n{% endfor %}',
  'fails.html': '{{ name|add:missing }}',
  'site/base.html': '<main>{% block main %}{% endblock %}</main>',
  'site/deep/child.html': '{% extends "base.html" %}{% block main %}{% include "./row.html" %}{% endblock %}',
  'site/deep/row.html': 'row',
  'site/deep/notes.md': '{{ x|uper }}',
  'bad/child.html': '{% extends "base.html" %}\nlost {% block mian %}{% with a=1 %}{% endwith %}{% endblock %}',
  'bad/base.html': '{% block main %}{% endblock %}',
}

let folder: string
const at = (name: string): string => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'djust-cli-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('djust render', () => {
  test('prints a template with the values of a file, or of stdin', async () => {
    const printed = { code: 0, out: '<p>&lt;b&gt; true 23:30</p>', err: '' }
    expect(await run(['render', at('page.html'), at('data.json')])).toEqual(printed)
    expect(await run(['render', at('page.html'), '-'], files['data.json'])).toEqual(printed)
    expect((await run(['render', at('page.html')])).out).toBe('<p>  </p>')
  })

  test('takes the settings of an engine', async () => {
    const words = ['render', at('page.html'), at('data.json'), '--values', 'python', '--time-zone', 'Europe/Oslo', '--autoescape', 'off']
    // In Python's words ISO text is no date.
    expect((await run(words)).out).toBe('<p><b> True </p>')
    expect((await run(['render', at('page.html'), at('data.json'), '--time-zone', 'Europe/Oslo'])).out).toContain('00:30')
  })

  test('finds parents in the given folders, by file or by name', async () => {
    for (const template of [at('site/deep/child.html'), 'deep/child.html']) {
      expect(await run(['render', template, '-t', at('site')])).toEqual({ code: 0, out: '<main>row</main>', err: '' })
    }
  })

  test('says where a file was looked for, and which is near', async () => {
    const { code, err } = await run(['render', relative(process.cwd(), at('pge.html'))])
    expect(code).toBe(1)
    expect(err).toContain(`Template not found: pge.html\n\nDid you mean "page.html"? Looked for:\n  ${at('pge.html')}\n`)
  })

  test('writes to a file', async () => {
    expect(await run(['render', at('page.html'), '--out', at('out.html')])).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(at('out.html'), 'utf8')).toBe('<p>  </p>')
  })

  test('an error of the template shows the place and ends with 1', async () => {
    const { code, out, err } = await run(['render', at('broken.html')])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(`broken.html:2:6: Invalid filter: 'uper'

1 | {% for x in xs %}
2 | {{ x|uper }}
  |      ^^^^
3 | {% endfor %}

Did you mean "upper"?
`)
    expect(await run(['render', at('fails.html')])).toMatchObject({ code: 1, err: expect.stringContaining('fails.html:1:') as string })
    expect(await run(['render', 'nowhere.html', '-t', folder])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Template not found') as string,
    })
  })
})

describe('djust check', () => {
  test('prints what is wrong and ends with 1', async () => {
    const { code, out, err } = await run(['check', at('bad')])
    expect(code).toBe(1)
    expect(err).toBe('2 templates, 3 problems\n')
    expect(out)
      .toContain(`child.html:2:1: In a template that extends another, what stands outside of blocks is never printed [check/unreachable]

1 | {% extends "base.html" %}
2 | lost {% block mian %}{% with a=1 %}{% endwith %}{% endblock %}
  | ^^^^
`)
    expect(out).toContain('Did you mean "main"?')
  })

  test('a folder stands for its templates; good ones end with 0', async () => {
    expect(await run(['check', at('site'), at('page.html')])).toEqual({ code: 0, out: '', err: '4 templates, 0 problems\n' })
    expect(await run(['check', 'deep/child.html', '-t', at('site')])).toEqual({ code: 0, out: '', err: '1 template, 0 problems\n' })
  })

  test('prints JSON', async () => {
    const { code, out, err } = await run(['check', at('broken.html'), '--json'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(JSON.parse(out)).toEqual({
      views: [],
      templates: 1,
      problems: [
        {
          code: 'template/unknown-filter',
          severity: 'error',
          message: "Invalid filter: 'uper'",
          template: 'broken.html',
          line: 2,
          column: 6,
          start: 23,
          end: 27,
          frame: '1 | {% for x in xs %}\n2 | {{ x|uper }}\n  |      ^^^^\n3 | {% endfor %}',
          hint: 'Did you mean "upper"?',
        },
      ],
    })
    expect(JSON.parse((await run(['check', at('page.html'), '--json'])).out)).toEqual({ views: [], templates: 1, problems: [] })
  })

  test('with data, other names are unknown', async () => {
    const { out } = await run(['check', at('page.html'), '--data', '-', '--json'], '{"name": 1, "wen": 2}')
    expect((JSON.parse(out) as { problems: { message: string }[] }).problems.map(({ message }) => message)).toEqual([
      'The name "ok" is not known here',
      'The name "when" is not known here',
    ])
  })
})

test.each([
  [[], 'No command was given', 'djust COMMAND --help'],
  [['rendr'], 'There is no command "rendr"', 'djust render'],
  [['render'], 'No template was named', 'djust render --help'],
  [['render', 'a', 'b', 'c'], 'not also c', 'djust render --help'],
  [['render', 'a', '--nope'], 'There is no option "--nope"', 'djust render --help'],
  [['render', 'a', '--vlaues', 'perl'], 'There is no option "--vlaues". Did you mean "--values"?', 'djust render --help'],
  [['render', 'a', '-x'], 'There is no option "-x". There is: --autoescape, --help,', 'djust render --help'],
  [['render', 'a', '--values', 'perl'], '--values is javascript or python, not "perl"', 'djust render --help'],
  [['render', 'a', '--values'], '--values needs a value', 'djust render --help'],
  [['render', 'a', '--values', '-o', 'b'], '--values needs a value', 'djust render --help'],
  [['render', 'a', '--time-zone', 'Mars'], 'no zone that is known: "Mars"', 'djust render --help'],
  [['check', '--json=yes'], '--json takes no value', 'djust check --help'],
  [['check', 'a', '--format', 'xml'], '--format is text, json or github, not "xml"', 'djust check --help'],
  [['check'], 'No template was named', 'djust check --help'],
  [['check', 'nowhere.html'], 'Template not found: nowhere.html', 'djust check --help'],
  [['cache', 'flush'], 'stats or clear, not "flush"', 'djust cache --help'],
] as const)('%j is a wrong command: 2', async (words, problem, help) => {
  const { code, out, err } = await run(words)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  // The mistake stays on the screen: it comes first, and no long help after it.
  expect(err.startsWith(problem) || err.split('\n', 1)[0]!.includes(problem)).toBe(true)
  expect(err).toContain(help)
  expect(err.split('\n').length).toBeLessThan(16)
})

test.each([
  ['broken.json', 'is no JSON'],
  ['list.json', 'must be a JSON object'],
  ['nowhere.json', 'there is no such file'],
])('%s is no data', async (name, problem) => {
  expect(await run(['render', at('page.html'), at(name)])).toMatchObject({ code: 2, err: expect.stringContaining(problem) as string })
})

test('help and version', async () => {
  const { version } = JSON.parse(readFileSync(root + 'package.json', 'utf8')) as { version: string }
  expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  for (const words of [['--help'], ['render', '--help'], ['check', '-h']]) {
    const { code, out } = await run(words)
    expect(code).toBe(0)
    expect(out).toMatch(/^djust/)
  }
})

test('colours only for a terminal, or with FORCE_COLOR', () => {
  const command = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['-C', 'djust-source', join(root, 'src/cli/main.ts'), 'render', at('broken.html')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    })
  const plain = command({})
  expect(plain.status).toBe(1)
  expect(plain.stderr).not.toContain('\u001B')
  expect(command({ FORCE_COLOR: '1' }).stderr).toContain('\u001B[31m^^^^\u001B[39m')
})

test('output that nobody reads to its end is no error', () => {
  const command = `"${process.execPath}" -C djust-source "${join(root, 'src/cli/main.ts')}" --help | true`
  expect(spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})

test('a file that there is not is looked for where it was said to be', async () => {
  const { templateFile } = await import('../../src/cli/template-files.ts')
  expect(templateFile('/nowhere/page.html', ['templates'])).toEqual({ folders: ['/nowhere', 'templates'], name: 'page.html' })
})
