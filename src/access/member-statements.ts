import type {
  BreakStatement,
  ContinueStatement,
  ForInStatement,
  ForOfStatement,
  LabeledStatement,
  Statement,
  SwitchStatement,
  TryStatement,
  VariableDeclaration,
} from 'acorn'
import { AccessNode } from './access-node.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { Attempt, type Cell, type Jump, Scope, State } from './member-scope.ts'
import { identify, test, union } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

type Handlers = { [Type in Statement['type']]: (analysis: MemberAnalysis, node: Extract<Statement, { type: Type }>, frame: Frame) => void }

/** Runs the statements of a function body; functions declared in it are known from its start. */
export function runBody(analysis: MemberAnalysis, body: readonly Statement[], frame: Frame): void {
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration') analysis.bind(statement.id, analysis.closure(statement, frame), frame, 'let')
  }
  for (const statement of body) run(analysis, statement, frame)
}

function run(analysis: MemberAnalysis, statement: Statement, frame: Frame): void {
  const handler = handlers[statement.type] as (analysis: MemberAnalysis, node: Statement, frame: Frame) => void
  handler(analysis, statement, frame)
}

const nothing = (): void => {}

const handlers: Handlers = {
  ExpressionStatement: (analysis, node, frame) => {
    analysis.evaluate(node.expression, frame)
  },
  BlockStatement: (analysis, node, frame) => inScope(frame, () => runBody(analysis, node.body, frame)),
  EmptyStatement: nothing,
  DebuggerStatement: nothing,
  BreakStatement: jump,
  ContinueStatement: jump,
  FunctionDeclaration: nothing,
  WithStatement: (analysis, node, frame) => analysis.escape(analysis.evaluate(node.object, frame)),
  ReturnStatement: (analysis, node, frame) => {
    if (node.argument) frame.returns.push(analysis.evaluate(node.argument, frame))
    frame.exits.push(analysis.state.copy())
  },
  ThrowStatement: (analysis, node, frame) => analysis.throw(analysis.evaluate(node.argument, frame)),
  LabeledStatement: labelled,
  IfStatement: (analysis, node, frame) => {
    test(analysis.evaluate(node.test, frame))
    const before = analysis.state.copy()
    run(analysis, node.consequent, frame)
    const after = analysis.state
    analysis.state = before
    if (node.alternate) run(analysis, node.alternate, frame)
    analysis.state = State.join(after, analysis.state)
  },
  SwitchStatement: switchStatement,
  TryStatement: tryStatement,
  WhileStatement: (analysis, node, frame) =>
    loop(analysis, frame, () => {
      test(analysis.evaluate(node.test, frame))
      run(analysis, node.body, frame)
    }),
  DoWhileStatement: (analysis, node, frame) =>
    loop(
      analysis,
      frame,
      () => run(analysis, node.body, frame),
      () => test(analysis.evaluate(node.test, frame)),
    ),
  ForStatement: (analysis, node, frame) =>
    inScope(frame, () => {
      if (node.init?.type === 'VariableDeclaration') declare(analysis, node.init, frame)
      else if (node.init) analysis.evaluate(node.init, frame)
      loop(
        analysis,
        frame,
        () => {
          if (node.test) test(analysis.evaluate(node.test, frame))
          run(analysis, node.body, frame)
        },
        () => node.update && analysis.evaluate(node.update, frame),
      )
    }),
  ForOfStatement: (analysis, node, frame) => forEach(analysis, node, frame, (list) => analysis.element(list)),
  ForInStatement: (analysis, node, frame) =>
    forEach(analysis, node, frame, (object) => {
      for (const one of object.kind === 'union' ? object.options : [object]) namesOf(analysis, one)
      return scalar
    }),
  VariableDeclaration: declare,
  ClassDeclaration: (analysis, node, frame) => analysis.bind(node.id, analysis.classInside(node, frame), frame, 'let'),
}

function declare(analysis: MemberAnalysis, node: VariableDeclaration, frame: Frame): void {
  for (const declaration of node.declarations) {
    const binding = node.kind === 'var' ? 'var' : 'let'
    const value = declaration.init && analysis.evaluate(declaration.init, frame)
    // `var row` says nothing of a value that it has already.
    if (value || binding === 'let' || declaration.id.type !== 'Identifier' || !frame.scope.find(declaration.id.name))
      analysis.bind(declaration.id, value ?? scalar, frame, binding)
  }
}

/** Which names an object has, or how many items a list. */
function namesOf(analysis: MemberAnalysis, object: Value): void {
  const kind = analysis.typeOf(object)?.kind
  if (kind === 'list' || kind === 'array') analysis.element(object)
  else if (kind !== 'object') analysis.escape(object)
}

function forEach(analysis: MemberAnalysis, node: ForOfStatement | ForInStatement, frame: Frame, elementOf: (list: Value) => Value): void {
  const list = analysis.evaluate(node.right, frame)
  loop(analysis, frame, () =>
    inScope(frame, () => {
      // What the body puts into the list comes round too.
      const element = elementOf(list)
      if (node.left.type === 'VariableDeclaration')
        analysis.bind(node.left.declarations[0]!.id, element, frame, node.left.kind === 'var' ? 'var' : 'let')
      else analysis.bind(node.left, element, frame, 'assign')
      run(analysis, node.body, frame)
    }),
  )
}

/**
 * A loop's body runs until no variable holds anything new, each that it changes standing for all that it can hold.
 * `while (p.boss) p = p.boss` makes the node of `p` flow into itself: the planner sees a recursion.
 */
function loop(analysis: MemberAnalysis, frame: Frame, body: () => void, after?: () => void): void {
  const head = analysis.state.copy()
  const labels = takeLabels(frame)
  const meeting = new Map<Cell, AccessNode>()
  for (let pass = 1; ; pass++) {
    analysis.state = head.copy()
    for (const [cell, each] of meeting) analysis.state.set(cell, analysis.held({ kind: 'node', node: each }))
    const start = analysis.state.copy()
    const { breaks, continues } = inJump(frame, 'loop', labels, body)
    analysis.state = State.join(analysis.state, ...continues)
    after?.()
    const end = analysis.state
    let grown = false
    for (const cell of end.changedSince(start)) {
      const [before, now] = [start.get(cell), end.get(cell)]
      const known = meeting.get(cell)
      if (known) {
        const held = analysis.held({ kind: 'node', node: known })
        analysis.put(now, known)
        grown ||= sizeOf(analysis.held({ kind: 'node', node: known })) > sizeOf(held)
      } else if (before.kind !== 'scalar' || now.kind !== 'scalar') {
        const one = new AccessNode()
        for (const value of [before, now]) analysis.put(value, one)
        meeting.set(cell, one)
        grown = true
      } else if (before !== scalar) {
        head.set(cell, scalar)
        grown = true
      }
    }
    if (grown && pass < mostPasses) continue
    analysis.state = State.join(start, end, ...breaks)
    return
  }
}

/** What goes through more variables than these before it is read is left to the guard. */
const mostPasses = 6

function sizeOf(value: Value): number {
  return value.kind === 'union' ? value.options.length : 1
}

function labelled(analysis: MemberAnalysis, node: LabeledStatement, frame: Frame): void {
  frame.labels = [...frame.labels, node.label.name]
  if (/^(?:For|While|DoWhile|Labeled)/.test(node.body.type)) {
    run(analysis, node.body, frame)
    return
  }
  const { breaks } = inJump(frame, 'block', takeLabels(frame), () => run(analysis, node.body, frame))
  analysis.state = State.join(analysis.state, ...breaks)
}

/** The labels that stand before a statement. */
function takeLabels(frame: Frame): readonly string[] {
  const { labels } = frame
  frame.labels = []
  return labels
}

function inJump(frame: Frame, kind: Jump['kind'], names: readonly string[], body: () => void): Jump {
  const made: Jump = { kind, labels: names, breaks: [], continues: [] }
  frame.jumps.push(made)
  try {
    body()
  } finally {
    frame.jumps.pop()
  }
  return made
}

function jump(analysis: MemberAnalysis, node: BreakStatement | ContinueStatement, frame: Frame): void {
  const isBreak = node.type === 'BreakStatement'
  const to = frame.jumps.findLast(({ kind, labels }) =>
    node.label ? labels.includes(node.label.name) : kind === 'loop' || (isBreak && kind === 'switch'),
  )
  to?.[isBreak ? 'breaks' : 'continues'].push(analysis.state.copy())
}

function switchStatement(analysis: MemberAnalysis, node: SwitchStatement, frame: Frame): void {
  // As by `===`.
  identify(analysis.evaluate(node.discriminant, frame))
  const { breaks } = inJump(frame, 'switch', [], () =>
    inScope(frame, () => {
      let joined = analysis.state.copy()
      for (const branch of node.cases) {
        if (branch.test) identify(analysis.evaluate(branch.test, frame))
        runBody(analysis, branch.consequent, frame)
        joined = State.join(joined, analysis.state)
        analysis.state = joined.copy()
      }
    }),
  )
  analysis.state = State.join(analysis.state, ...breaks)
}

function tryStatement(analysis: MemberAnalysis, node: TryStatement, frame: Frame): void {
  const before = analysis.state.copy()
  const attempt = new Attempt()
  const inner = node.handler ? attempt : null
  if (inner) analysis.attempts.push(inner)
  try {
    run(analysis, node.block, frame)
  } finally {
    if (inner) analysis.attempts.pop()
  }
  if (node.handler) {
    const { handler } = node
    const after = analysis.state
    analysis.state = attempt.state(before, after)
    inScope(frame, () => {
      if (handler.param) analysis.bind(handler.param, caught(analysis, attempt), frame, 'let')
      run(analysis, handler.body, frame)
    })
    analysis.state = State.join(after, analysis.state)
  }
  if (node.finalizer) run(analysis, node.finalizer, frame)
}

/** What was thrown, or an error that JavaScript itself made. */
function caught(analysis: MemberAnalysis, { thrown }: Attempt): Value {
  if (thrown.length === 0) return scalar
  const node = new AccessNode()
  for (const value of thrown) analysis.put(value, node)
  if (analysis.typeOf({ kind: 'node', node })?.kind === 'entity') analysis.forgetType(node)
  return union([analysis.held({ kind: 'node', node }), scalar])
}

function inScope(frame: Frame, body: () => void): void {
  const outer = frame.scope
  frame.scope = new Scope(outer)
  try {
    body()
  } finally {
    frame.scope = outer
  }
}
