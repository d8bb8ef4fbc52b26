/** Objects inside each other, at most. A level takes up to 1 KB of the stack, of which browsers and threads give about 1 MB. */
export const maxDepth = 500;
