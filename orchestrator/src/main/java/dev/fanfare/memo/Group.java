package dev.fanfare.memo;

/** A kernel and its code, which many entries have in common. */
record Group(String kernel, String code) {}
