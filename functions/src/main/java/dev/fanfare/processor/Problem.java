package dev.fanfare.processor;

import javax.lang.model.element.Element;

/**
 * Why a kernel cannot run.
 *
 * @param at the element that must change
 * @param message which rule it breaks, and what to do
 */
record Problem(Element at, String message) {}
