import { defineTag } from '../tag-definition.ts'

const texts: Readonly<Record<string, string>> = {
  openblock: '{%',
  closeblock: '%}',
  openvariable: '{{',
  closevariable: '}}',
  openbrace: '{',
  closebrace: '}',
  opencomment: '{#',
  closecomment: '#}',
}

/** `{% templatetag openblock %}` prints `{%`. */
export const templatetagTag = defineTag<string>({
  name: 'templatetag',
  parse(parser) {
    const [, name, ...more] = parser.words
    if (!name || more.length > 0) throw parser.error("'templatetag' statement takes one argument")
    if (!Object.hasOwn(texts, name.text)) {
      const known = Object.keys(texts).map((key) => `'${key}'`)
      throw parser.error(`Invalid templatetag argument: '${name.text}'. Must be one of: [${known.join(', ')}]`, name.span)
    }
    return texts[name.text] as string
  },
  flow() {},
  emit(text, emitter) {
    emitter.text(text)
  },
})
