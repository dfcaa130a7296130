// Draws a card with the official renderer and says what is wrong with what came out. Loaded by tests/playground.
"use strict";

function draw(payload, config) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(payload, context);
  const faults = [];
  for (let at = 0; at < context.eventCount; at++) faults.push("parsing: " + context.getEventAt(at).message);
  for (const each of card.validateProperties().validationEvents) faults.push("validating: " + each.message);
  document.body.replaceChildren(card.render());
  window.card = card;
  return faults;
}

function unfold() {
  for (const hidden of allOf(window.card)) if (!hidden.isVisible) hidden.isVisible = true;
  const buttons = [...document.querySelectorAll(".ac-pushButton[aria-expanded=false]")];
  return buttons.length;
}

function press(number) {
  document.querySelectorAll(".ac-pushButton[aria-expanded]")[number].click();
}

function allOf(element) {
  const found = [element];
  if (element.getItemCount) for (let at = 0; at < element.getItemCount(); at++) found.push(...allOf(element.getItemAt(at)));
  return found;
}

function inspect() {
  return [...overflowing(), ...unlabelled(), ...outOfOrder(), ...faint()];
}

function shown(element) {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
}

function named(element) {
  return element.tagName.toLowerCase() + " “" + (element.innerText || element.id || "").slice(0, 50) + "”";
}

function overflowing() {
  const right = document.documentElement.clientWidth;
  const found = [];
  for (const each of document.body.querySelectorAll("*")) {
    if (!shown(each) || each.tagName === "OPTION") continue;
    const box = each.getBoundingClientRect();
    if (box.right > right + 1 || box.left < -1) found.push("out of the card: " + named(each));
    const cut = getComputedStyle(each).overflow !== "visible";
    if (cut && each.tagName !== "TEXTAREA" && each.tagName !== "INPUT" && each.scrollWidth > each.clientWidth + 1)
      found.push("cut off at the side: " + named(each));
    if (cut && each.tagName !== "TEXTAREA" && each.tagName !== "SELECT" && each.scrollHeight > each.clientHeight + 2)
      found.push("cut off below: " + named(each));
  }
  return found;
}

function inputs() {
  return [...document.querySelectorAll("input, select, textarea")].filter(shown);
}

function nameOf(element) {
  const ids = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean);
  const said = ids.map((id) => document.getElementById(id)?.innerText || "").join(" ").trim();
  const label = element.labels && [...element.labels].map((one) => one.innerText).join(" ").trim();
  return said || element.getAttribute("aria-label") || label || "";
}

function unlabelled() {
  return inputs().filter((each) => !nameOf(each)).map((each) => "no label: " + each.outerHTML.slice(0, 120));
}

function stops() {
  const kinds = "input, select, textarea, button, a[href], [tabindex]";
  return [...document.querySelectorAll(kinds)].filter((each) => shown(each) && each.tabIndex >= 0 && !each.disabled);
}

function outOfOrder() {
  const found = stops().filter((each) => each.tabIndex > 0).map((each) => "jumps the queue: " + named(each));
  let above = null;
  for (const each of stops()) {
    const box = each.getBoundingClientRect();
    if (above && box.bottom <= above.top) found.push("reached after what is below it: " + named(each));
    above = box;
  }
  return found;
}

function rgb(colour) {
  const parts = colour.match(/[\d.]+/g).map(Number);
  return parts.length > 3 && parts[3] === 0 ? null : parts;
}

function light(colour) {
  const [r, g, b] = colour.slice(0, 3).map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function groundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const ground = rgb(getComputedStyle(at).backgroundColor);
    if (ground) return ground;
  }
  return [255, 255, 255];
}

function faint() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !shown(holder) || holder.tagName === "OPTION") continue;
    const [a, b] = [light(rgb(getComputedStyle(holder).color)), light(groundOf(holder))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push("contrast " + contrast.toFixed(1) + ": " + named(holder));
  }
  return found;
}
