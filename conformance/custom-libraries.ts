import {
  blockTag,
  defineTag,
  type FilterDefinition,
  inclusionTag,
  type Library,
  type Parameter,
  SafeString,
  type Signature,
  simpleTag,
  type TagContext,
  type TagDefinition,
} from '../src/template.ts'
import { escapeHtml } from '../src/value/escape.ts'
import { toText } from '../src/value/to-text.ts'

type Values = Readonly<Record<string, unknown>>

/** The signatures that the cases' tags have, by the name that says so. */
const signatures: Readonly<Record<string, Signature>> = {
  no_params: {},
  one_param: { parameters: ['arg'] },
  explicit_no_context: { parameters: ['arg'] },
  no_params_with_context: {},
  params_and_context: { parameters: ['arg'] },
  two_params: { parameters: ['one', 'two'] },
  one_default: { parameters: ['one', optional('two', 'hi')] },
  keyword_only_param: { named: ['kwarg'] },
  keyword_only_default: { named: [optional('kwarg', 42)] },
  unlimited_args: { parameters: ['one', optional('two', 'hi')], rest: 'args' },
  only_unlimited_args: { rest: 'args' },
  unlimited_args_kwargs: { parameters: ['one', optional('two', 'hi')], rest: 'args', namedRest: 'kwargs' },
}
/** These have no prefix in their simple form. */
const unprefixed: ReadonlySet<string> = new Set([
  'no_params',
  'one_param',
  'explicit_no_context',
  'no_params_with_context',
  'params_and_context',
])

function optional(name: string, value: unknown): Parameter {
  return { name, default: value }
}

/** Python's `str()` of what was given. */
function text(value: unknown, { settings }: TagContext): string {
  return toText(value, settings)
}

function given({ kwargs, args, ...rest }: Values, context: TagContext): string {
  const positional = [...Object.values(rest), ...((args as readonly unknown[] | undefined) ?? [])].map((value) => text(value, context))
  const named =
    kwargs === undefined
      ? null
      : Object.entries(kwargs as object)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => `${name}=${text(value, context)}`)
  return positional.join(', ') + (named ? ` / ${named.join(', ')}` : '')
}

function result(name: string, values: Values, context: TagContext, content: string): string {
  const value = name.includes('_context') && !name.includes('no_context') ? ` (context value: ${text(context.get('value'), context)})` : ''
  const hasArguments = Object.keys(values).length > 0
  return `${name} - Expected result${value}${content}${hasArguments ? `: ${given(values, context)}` : ''}`
}

function takesContext(name: string): boolean {
  return name.endsWith('_context') ? !name.includes('no_context') : name.includes('and_context')
}

const simpleTags: readonly TagDefinition[] = Object.entries(signatures).flatMap(([base, signature]) => {
  const name = unprefixed.has(base) ? base : `simple_${base}`
  const block = `${name}_block`
  const options = { ...signature, reads: takesContext(base) ? ['value'] : [] }
  return [
    simpleTag({ ...options, name, run: (values, context) => result(name, values, context, '') }),
    blockTag({
      ...options,
      name: block,
      run: (content, values, context) =>
        base === 'one_param' || base === 'explicit_no_context'
          ? `${block} - Expected result: ${given(values, context)} with content ${content.text}`
          : result(block, values, context, ` (content value: ${content.text})`),
    }),
  ]
})

const inclusionTags: readonly TagDefinition[] = Object.entries(signatures).flatMap(([base, signature]) =>
  ['', '_from_template'].map((suffix) => {
    const name = `inclusion_${base}${suffix}`
    const run = (values: Values, context: TagContext): object => ({ result: result(name, values, context, '') })
    return inclusionTag({ ...signature, name, reads: takesContext(base) ? ['value'] : [], template: 'inclusion.html', run })
  }),
)

function div(id: unknown, content: SafeString): SafeString {
  return new SafeString(`<div id='${escapeHtml(String(id))}'>${content.text}</div>`)
}

function hello(content: SafeString | null, name: string): string {
  return `Hello ${name}${content ? `: ${content.text}` : ''}!`
}

const nameOf = (context: TagContext): string => text(context.get('name'), context)
const escapings: Readonly<Record<string, (content: SafeString | null, context: TagContext) => unknown>> = {
  escape_naive: (content, context) => hello(content, nameOf(context)),
  escape_explicit: (content, context) => new SafeString(escapeHtml(hello(content, nameOf(context)))),
  escape_format_html: (content, context) => new SafeString(hello(content, escapeHtml(nameOf(context)))),
}

const otherTags: readonly TagDefinition[] = [
  simpleTag({
    name: 'badsimpletag',
    run() {
      throw new RuntimeError('I am a bad simpletag')
    },
  }),
  simpleTag({
    name: 'badsimpletag',
    run() {
      throw new RuntimeError('I am a bad simpletag')
    },
  }),
  simpleTag({ name: 'minusone', parameters: ['value'], run: ({ value }) => Number(value) - 1 }),
  simpleTag({ name: 'minustwo', parameters: ['value'], run: ({ value }) => Number(value) - 2 }),
  blockTag({ name: 'div', parameters: [optional('id', 'test')], run: (content, { id }) => div(id, content) }),
  blockTag({ name: 'div_custom_end', endName: 'divend', run: (content) => new SafeString(`<div>${content.text}</div>`) }),
  ...Object.entries(escapings).flatMap(([name, run]) => [
    simpleTag({ name, reads: ['name'], run: (_values, context) => run(null, context) }),
    blockTag({ name: `${name}_block`, reads: ['name'], run: (content, _values, context) => run(content, context) }),
  ]),
  defineTag<object>({
    name: 'counter',
    parse: () => ({}),
    flow() {},
    // It counts all its renderings, not those of one page.
    emit(_args, emitter) {
      let count = 0
      emitter.print(emitter.call(() => count++))
    },
  }),
]

const inheritingTags: readonly TagDefinition[] = ['inclusion_extends1', 'inclusion_extends2'].map((name) =>
  inclusionTag({ name, template: `${name}.html`, run: () => ({}) }),
)

function echoTag(name: string): TagDefinition {
  return defineTag<string>({
    name,
    parse: (parser) =>
      parser.words
        .slice(1)
        .map((word) => word.text)
        .join(' '),
    flow() {},
    emit: (words, emitter) => emitter.text(words),
  })
}

function badTag(name: string): TagDefinition {
  return defineTag<null>({
    name,
    parse() {
      throw new RuntimeError('I am a bad tag')
    },
    emit() {},
  })
}

class RuntimeError extends Error {}

const filters: readonly FilterDefinition[] = [
  { name: 'noop', argument: 'optional', apply: (input) => input },
  { name: 'trim', argument: 'required', apply: (input, length) => String(input).slice(0, Number(length)) },
  { name: 'upper', argument: 'none', apply: (input) => String(input).toUpperCase() },
  { name: 'make_data_div', argument: 'none', apply: (input) => new SafeString(`<div data-name="${String(input)}"></div>`) },
]

/** The libraries that Django's own tests load. */
export const customLibraries: readonly Library[] = [
  { name: 'custom', tags: [...simpleTags, ...otherTags], filters },
  { name: 'inclusion', tags: [...inclusionTags, ...inheritingTags], filters: [] },
  { name: 'testtags', tags: [echoTag('echo'), echoTag('other_echo')], filters: [filters[2] as FilterDefinition] },
  { name: 'subpackage.echo', tags: [simpleTag({ name: 'echo2', parameters: ['text'], run: ({ text: shown }) => shown })], filters: [] },
  { name: 'bad_tag', tags: [badTag('badtag'), ...otherTags.filter((tag) => tag.name === 'badsimpletag')], filters: [] },
]

/** Templates that those tags print. */
export const customTemplates: Readonly<Record<string, string>> = { 'inclusion.html': '{{ result }}\n' }
