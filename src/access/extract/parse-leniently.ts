import { DjustError, TemplateSyntaxError } from '../../error.ts'
import type { Template } from '../../template/ast.ts'
import { parseTemplate } from '../../template/parse-template.ts'
import type { TagSyntax } from '../../template/tag-syntax.ts'
import { findNeverClosed } from './never-closed.ts'
import { anyFilter, unknownTag } from './unknown-tag.ts'

/** The tags that are known, by name: all others are read as unknown ones. */
export type KnownTags = ReadonlyMap<string, TagSyntax>

const intermediate: ReadonlySet<string> = new Set(['else', 'elif', 'empty'])
const coreBlocks = ['if', 'for', 'with', 'block', 'comment', 'verbatim']

/** Parses a template of which libraries need not be known; throws TemplateSyntaxError that says `Template parsing error`. */
export function parseLeniently(source: string, name: string, tags: KnownTags): Template {
  const unclosed = findNeverClosed(source)
  if (unclosed) {
    const span = { template: name, source, ...unclosed }
    const hint = `${source.slice(unclosed.start, unclosed.end)} has to be closed on its line.`
    throw new TemplateSyntaxError('template/unclosed-tag', 'Unexpected end of input', { span, hint, lead })
  }
  let sawUnknown = false
  const unknown = {
    tag(tag: string) {
      if (isStray(tag, tags, sawUnknown)) return undefined
      sawUnknown = true
      return unknownTag
    },
    filter: anyFilter,
  }
  const builtins = [{ name: 'known', tags: [...tags.values()], filters: [] }]
  try {
    return parseTemplate(source, { name, named: true, origin: name, libraries: { builtins, loadable: new Map(), unknown } })
  } catch (error) {
    throw error instanceof DjustError ? parsingError(error) : error
  }
}

/** Whether a tag that is not known must be an error. An unknown tag may be a block with an `{% else %}` of its own. */
export function isStray(tag: string, tags: KnownTags, sawUnknown: boolean): boolean {
  if (intermediate.has(tag)) return !sawUnknown
  if (!tag.startsWith('end')) return false
  const name = tag.slice('end'.length)
  return tags.has(name) || coreBlocks.includes(name)
}

const lead = 'Template parsing error'

function parsingError({ code, summary, span, hint }: DjustError): TemplateSyntaxError {
  if (code !== 'template/unclosed-tag') return new TemplateSyntaxError(code, summary, { span, hint, lead })
  return new TemplateSyntaxError(code, 'Unexpected end of input', { span, hint: `${summary}${hint ? ` ${hint}` : ''}`, lead })
}
