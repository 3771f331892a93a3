package dev.fanfare.memo;

/**
 * Where an entry is in its segment.
 *
 * @param offset where its block begins, counted from the first block
 * @param blockBytes length of the block with its header
 * @param start where the entry begins in the unpacked block
 * @param bytes the entry's share of the store
 */
record Position(int offset, int blockBytes, int start, int bytes) {}
