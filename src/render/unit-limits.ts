export const deepestBlocks: number = 100
/** What `block.super` stands for, as often as one unit emits it. */
export const mostSupers: number = 500
/** What `{{ block.super }}` stands for is emitted in its place so often; then it is a function's call. */
export const mostSupersInline: number = 16

/** Parts that set names for what follows them are emitted where they stand, as often as this. */
export const mostPartsInline: number = 50
