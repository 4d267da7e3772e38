import type { Expression, Function as JsFunction, SpreadElement } from 'acorn'
import { AccessNode } from './access-node.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { listedTexts, texts } from './member-names.ts'
import { Scope, State } from './member-scope.ts'
import { runBody } from './member-statements.ts'
import { partOf, union } from './value-operations.ts'
import { scalar, type FunctionValue, type Value } from './value.ts'

/** What a generator gives at its end, and what is sent into it. */
export interface Generator {
  readonly returned: Value
  readonly sent: AccessNode
}

/** A function of the code. */
export function closure(analysis: MemberAnalysis, fn: JsFunction, frame: Frame): FunctionValue {
  const { scope } = frame
  return recursive(analysis, (args, self) =>
    applyFunction(analysis, fn, { ...frame, self: fn.type === 'ArrowFunctionExpression' ? frame.self : self, scope }, args),
  )
}

/** One that calls itself is followed once; from then on its calls are read as the one that runs. */
export function recursive(analysis: MemberAnalysis, run: FunctionValue['call']): FunctionValue {
  let depth = 0
  let tied: { readonly params: readonly Value[]; readonly result: AccessNode } | null = null
  return {
    kind: 'function',
    call: (args, self) => {
      if (tied) {
        const values = [self, ...args]
        tied.params.forEach((param, index) => analysis.meet(values[index] ?? scalar, param))
        return analysis.held({ kind: 'node', node: tied.result })
      }
      if (depth === 0) {
        depth++
        try {
          return run(args, self)
        } finally {
          depth--
        }
      }
      tied = { params: [self, ...args].map((value) => meeting(analysis, value)), result: new AccessNode() }
      try {
        const [own = scalar, ...others] = tied.params
        const value = run(others, own)
        analysis.put(value, tied.result)
        return value
      } finally {
        tied = null
      }
    },
  }
}

/** A node of its own that is read as the value, to which others can be added; functions and scalars stay what they are. */
function meeting(analysis: MemberAnalysis, value: Value): Value {
  if (value.kind === 'function' || value.kind === 'scalar') return value
  const node = new AccessNode()
  analysis.put(value, node)
  return analysis.held({ kind: 'node', node })
}

/** Runs the body of a function in a new scope; `frame` is of the code around it. */
export function applyFunction(analysis: MemberAnalysis, fn: JsFunction, outer: Frame, args: readonly Value[]): Value {
  const sent = new AccessNode()
  const frame: Frame = {
    ...outer,
    scope: new Scope(outer.scope, true),
    returns: [],
    yields: [],
    exits: [],
    jumps: [],
    labels: [],
    sent,
    getters: [],
    made: new Map(),
  }
  const text = frame.text.source.slice(fn.start, fn.end)
  if (fn.type !== 'ArrowFunctionExpression' && /\barguments\b/.test(text))
    analysis.assign(frame.scope.declare('arguments'), listOf(analysis, args))
  fn.params.forEach((param, index) => {
    if (param.type === 'RestElement') analysis.bind(param.argument, listOf(analysis, args.slice(index)), frame, 'let')
    else analysis.bind(param, args[index] ?? scalar, frame, 'let')
  })
  const isDoubtful = /\bin(?:stanceof)?\b/.test(text) && tellsApart(fn.body)
  return analysis.doubtfully(isDoubtful, () => {
    const value = bodyOf(analysis, fn, frame, sent)
    // They may make objects with getters again.
    for (const getter of frame.getters.slice()) getter()
    return value
  })
}

/** Whether code asks what a value is: it reads names that only some of them have. */
function tellsApart(node: object): boolean {
  if ('operator' in node && (node.operator === 'in' || node.operator === 'instanceof')) return true
  return Object.values(node).some((part: unknown) => typeof part === 'object' && part !== null && tellsApart(part))
}

function bodyOf(analysis: MemberAnalysis, fn: JsFunction, frame: Frame, sent: AccessNode): Value {
  if (fn.body.type !== 'BlockStatement') return analysis.evaluate(fn.body, frame)
  runBody(analysis, fn.body.body, frame)
  analysis.state = State.join(analysis.state, ...frame.exits)
  if (!fn.generator) return union(frame.returns)
  const given: Value = { kind: 'sequence', element: union(frame.yields) }
  analysis.generators.set(given, { returned: union(frame.returns), sent })
  return given
}

function listOf(analysis: MemberAnalysis, values: readonly Value[]): Value {
  const names = listedTexts(values)
  if (names) return { kind: 'sequence', element: texts(names) }
  const list = analysis.container('array')
  values.forEach((value, index) => {
    analysis.putInto(value, list.node, String(index))
    analysis.put(value, partOf(list.node, null))
  })
  return list
}

/** How many parameters a list of unknown length may fill. */
const mostSpread = 8

/** The arguments of a call. A list that is spread among them may fill any of the parameters from there on. */
export function argumentsOf(analysis: MemberAnalysis, nodes: readonly (Expression | SpreadElement)[], frame: Frame): Value[] {
  const known: Value[] = []
  const rest: Value[] = []
  for (const node of nodes) {
    if (node.type !== 'SpreadElement') (rest.length > 0 ? rest : known).push(analysis.evaluate(node, frame))
    else if (node.argument.type === 'ArrayExpression' && rest.length === 0) {
      const items = node.argument.elements.filter((item) => item !== null)
      const spread = argumentsOf(analysis, items, frame)
      known.push(...spread)
    } else rest.push(analysis.element(analysis.evaluate(node.argument, frame)), scalar)
  }
  return rest.length > 0 ? [...known, ...Array.from({ length: mostSpread }, () => union(rest))] : known
}

/** The arguments that a list of them stands for, as `apply` is given one. */
export function argumentsIn(analysis: MemberAnalysis, list: Value): Value[] {
  return Array.from({ length: mostSpread }, (_, index) => analysis.position(list, index))
}
