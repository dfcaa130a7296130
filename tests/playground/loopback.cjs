// Loaded before the playground (node --require): it would listen on every interface, and is kept to this machine.
"use strict";
const net = require("node:net");
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...given) {
  if (typeof given[0] === "number" || typeof given[0] === "string") {
    const done = given.find((one) => typeof one === "function");
    return listen.call(this, { port: Number(given[0]), host: "127.0.0.1" }, done);
  }
  if (given[0] !== null && typeof given[0] === "object" && "port" in given[0]) {
    return listen.call(this, { ...given[0], host: "127.0.0.1" }, ...given.slice(1));
  }
  return listen.apply(this, given);
};
