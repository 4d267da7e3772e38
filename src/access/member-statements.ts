import type { Class, ForInStatement, ForOfStatement, Statement, SwitchStatement, TryStatement, VariableDeclaration } from 'acorn'
import { AccessNode } from './access-node.ts'
import type { Frame, MemberAnalysis } from './member-analysis.ts'
import { Scope, State } from './member-scope.ts'
import { flow, output, test } from './value-operations.ts'
import { scalar, type Value } from './value.ts'

type Handlers = { [Type in Statement['type']]: (analysis: MemberAnalysis, node: Extract<Statement, { type: Type }>, frame: Frame) => void }

/** Runs the statements of a function body; functions declared in it are known from its start. */
export function runBody(analysis: MemberAnalysis, body: readonly Statement[], frame: Frame): void {
  for (const statement of body) {
    if (statement.type === 'FunctionDeclaration') analysis.bind(statement.id, analysis.closure(statement, frame), frame, true)
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
  BreakStatement: nothing,
  ContinueStatement: nothing,
  FunctionDeclaration: nothing,
  WithStatement: (analysis, node, frame) => analysis.escape(analysis.evaluate(node.object, frame)),
  ReturnStatement: (analysis, node, frame) => {
    if (node.argument) frame.returns.push(analysis.evaluate(node.argument, frame))
  },
  ThrowStatement: (analysis, node, frame) => analysis.escape(analysis.evaluate(node.argument, frame)),
  LabeledStatement: (analysis, node, frame) => run(analysis, node.body, frame),
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
    loop(analysis, () => {
      test(analysis.evaluate(node.test, frame))
      run(analysis, node.body, frame)
    }),
  DoWhileStatement: (analysis, node, frame) =>
    loop(analysis, () => {
      run(analysis, node.body, frame)
      test(analysis.evaluate(node.test, frame))
    }),
  ForStatement: (analysis, node, frame) =>
    inScope(frame, () => {
      if (node.init?.type === 'VariableDeclaration') declare(analysis, node.init, frame)
      else if (node.init) analysis.evaluate(node.init, frame)
      loop(analysis, () => {
        if (node.test) test(analysis.evaluate(node.test, frame))
        run(analysis, node.body, frame)
        if (node.update) analysis.evaluate(node.update, frame)
      })
    }),
  ForOfStatement: (analysis, node, frame) => forEach(analysis, node, frame, (list) => analysis.element(list)),
  ForInStatement: (analysis, node, frame) =>
    forEach(analysis, node, frame, (object) => {
      analysis.escape(object)
      return scalar
    }),
  VariableDeclaration: declare,
  ClassDeclaration: (analysis, node, frame) => analysis.bind(node.id, runClass(analysis, node, frame), frame, true),
}

/** A class made inside a member: what its methods read of outer variables is read whole. */
export function runClass(analysis: MemberAnalysis, node: Class, frame: Frame): Value {
  for (const element of node.body.body) {
    if (element.type === 'MethodDefinition') analysis.escape(analysis.closure(element.value, frame))
    else if (element.type === 'PropertyDefinition' && element.value) analysis.escape(analysis.evaluate(element.value, frame))
  }
  return scalar
}

function declare(analysis: MemberAnalysis, node: VariableDeclaration, frame: Frame): void {
  for (const declaration of node.declarations) {
    analysis.bind(declaration.id, declaration.init ? analysis.evaluate(declaration.init, frame) : scalar, frame, true)
  }
}

function forEach(analysis: MemberAnalysis, node: ForOfStatement | ForInStatement, frame: Frame, elementOf: (list: Value) => Value): void {
  const element = elementOf(analysis.evaluate(node.right, frame))
  loop(analysis, () =>
    inScope(frame, () => {
      if (node.left.type === 'VariableDeclaration') analysis.bind(node.left.declarations[0]!.id, element, frame, true)
      else analysis.bind(node.left, element, frame, false)
      run(analysis, node.body, frame)
    }),
  )
}

/**
 * A loop's body runs twice: once to see which variables it changes, then with each of those standing for all it can
 * hold. `while (p.boss) p = p.boss` makes the node of `p` flow into itself: the planner sees a recursion.
 */
function loop(analysis: MemberAnalysis, body: () => void): void {
  const before = analysis.state.copy()
  body()
  const changed = analysis.state.changedSince(before)
  if (changed.length === 0) {
    analysis.state = State.join(before, analysis.state)
    return
  }
  const head = before.copy()
  const meeting = new Map<(typeof changed)[number], AccessNode>()
  for (const cell of changed) {
    const values = [before.get(cell), analysis.state.get(cell)]
    if (values.every((value) => value.kind === 'scalar')) head.set(cell, scalar)
    if (values.every((value) => value.kind === 'scalar') || values.some((value) => value.kind === 'function')) continue
    const node = new AccessNode()
    for (const value of values) analysis.put(value, node)
    meeting.set(cell, node)
    head.set(cell, { kind: 'node', node })
  }
  analysis.state = head.copy()
  body()
  for (const [cell, node] of meeting) flow(analysis.state.get(cell), node)
  analysis.state = State.join(head, analysis.state)
}

function switchStatement(analysis: MemberAnalysis, node: SwitchStatement, frame: Frame): void {
  output(analysis.evaluate(node.discriminant, frame))
  inScope(frame, () => {
    let joined = analysis.state.copy()
    for (const branch of node.cases) {
      if (branch.test) output(analysis.evaluate(branch.test, frame))
      runBody(analysis, branch.consequent, frame)
      joined = State.join(joined, analysis.state)
      analysis.state = joined.copy()
    }
  })
}

function tryStatement(analysis: MemberAnalysis, node: TryStatement, frame: Frame): void {
  const before = analysis.state.copy()
  run(analysis, node.block, frame)
  if (node.handler) {
    const { handler } = node
    const after = analysis.state
    analysis.state = State.join(before, after)
    inScope(frame, () => {
      if (handler.param) analysis.bind(handler.param, scalar, frame, true)
      run(analysis, handler.body, frame)
    })
    analysis.state = State.join(after, analysis.state)
  }
  if (node.finalizer) run(analysis, node.finalizer, frame)
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
