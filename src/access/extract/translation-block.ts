import type { Node } from '../../template/ast.ts'
import type { TagSyntax } from '../../template/tag-syntax.ts'
import type { TagFlow } from '../flow.ts'
import { scalar } from '../value.ts'
import { type LooseWords, readLooseWords } from './unknown-tag.ts'

interface TranslationBlock extends LooseWords {
  readonly text: readonly Node[]
  readonly plural: readonly Node[]
}

/**
 * `{% blocktranslate with name=value count n=items|length %}…{% plural %}…{% endblocktranslate %}`: a block with names of
 * its own, which extraction reads though no library of djust has it.
 */
export const translationBlocks: readonly (TagSyntax & TagFlow<unknown>)[] = ['blocktranslate', 'blocktrans'].map((name) => ({
  name,
  parse(parser): TranslationBlock {
    const { nodes, end } = parser.body('plural', `end${name}`)
    return { ...readLooseWords(parser.words), text: nodes, plural: end[0].text === 'plural' ? parser.body(`end${name}`).nodes : [] }
  },
  flow(args, flow) {
    const { expressions, named, binds, text, plural } = args as TranslationBlock
    for (const expression of expressions) flow.output(flow.evaluate(expression))
    const values = named.map((one) => [one.name, flow.evaluate(one.value)] as const)
    flow.scope(() => {
      for (const [variable, value] of values) flow.bind(variable, value)
      flow.visit(text)
      flow.visit(plural)
    })
    for (const variable of binds) if (!named.some((one) => one.name === variable)) flow.bind(variable, scalar)
  },
}))
