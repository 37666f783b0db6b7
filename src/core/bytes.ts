const ENCODER = new TextEncoder();

/** How many bytes a text takes in UTF-8. Not by `Buffer`: browsers have none, and expressions are evaluated there too. */
export const byteLength = (text: string): number => ENCODER.encode(text).length;
