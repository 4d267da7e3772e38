import type { SourceSpan } from '../error.ts'

/**
 * The access graph says which names are read on a value and how each is used.
 *
 * A node is made per syntactic path: `lease.tenant` in a template is the node `lease` with a member `tenant`.
 * Nothing is merged while analysing: a node that is *also read as* another one (a recursive include, a
 * reassigned variable, what a model's member returns) gets an edge in `flowsTo`, and the planner follows it.
 * So the graph may have cycles.
 */
export class AccessNode {
  readonly members: Map<string, AccessNode> = new Map()
  /** What iteration, an index, `first` or `last` yields; itself of what may be a row, a list of rows, or a list of such. */
  element: AccessNode | null = null
  readonly flowsTo: Set<AccessNode> = new Set()
  /** How many rows from the front are read: 0, a bound, or Infinity for all. */
  head = 0
  /** How many rows from the end are read. */
  tail = 0
  /** Its length is read. */
  length = false
  /** Its truth is read. */
  test = false
  /** It is printed, or used as a scalar by a filter or an operator. */
  output = false
  /** It is compared: of a model instance that needs its key alone. */
  compare = false
  /** JavaScript tells it from other objects: by `===`, in a Set, as the key of a Map. A row must then be one object, whatever leads to it. */
  identity = false
  /** It goes to code that can read anything of it. */
  whole = false
  /** A plain object of the code that rows are copied into: who runs through it meets all that they have. */
  copies = false
  /**
   * Whether the value certainly is what its path says. A name read on one of several possible values is not certain:
   * a model that lacks it is no error.
   */
  certain = false
  readonly spans: SourceSpan[] = []
  /**
   * The container, made by code, that this is a part of: what the container is also read as, its parts are too. `part` is
   * the part's name, or null for an element.
   */
  container: { readonly node: AccessNode; readonly part: string | null } | null = null
  /** Of a container made by code: which names may lead to its elements, as it is not known what stands where. */
  unplaced: 'places' | 'names' | null = null

  #elementUse: AccessNode | null = null

  /** What printing, comparing or handing on a list does with each of its elements; null where nothing of that is done. */
  elementUse(): AccessNode | null {
    if (!this.output && !this.compare && !this.identity && !this.whole) return null
    // Always the same node: the planner tells what it has met by the nodes.
    const use = (this.#elementUse ??= new AccessNode())
    use.output = this.output
    use.compare = this.compare
    use.identity = this.identity
    use.whole = this.whole
    return use
  }

  member(name: string): AccessNode {
    let node = this.members.get(name)
    if (!node) this.members.set(name, (node = new AccessNode()))
    return node
  }

  elements(): AccessNode {
    return (this.element ??= new AccessNode())
  }
}
