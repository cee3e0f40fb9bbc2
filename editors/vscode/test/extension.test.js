// The extension with a double of the editor and of the client: what it starts, what it asks, what it sends.
"use strict";

const assert = require("node:assert/strict");
const Module = require("node:module");
const { beforeEach, test } = require("node:test");

const state = {};
const settings = {};
const vscode = {
  workspace: { getConfiguration: () => ({ get: (key, otherwise) => settings[key] ?? otherwise }) },
  commands: {
    registerCommand(name, run) {
      state.commands[name] = run;
      return { dispose() {} };
    },
  },
  window: {
    showInputBox: async (asked) => ((state.asked = asked), state.reason),
    showErrorMessage: async (text, button) => ((state.error = text), button),
  },
  env: { clipboard: { writeText: async (text) => (state.copied = text) } },
};

class LanguageClient {
  constructor(...given) {
    Object.assign(this, { given });
    state.clients.push(this);
  }
  async start() {
    if (state.fault) throw new Error(state.fault);
    this.isRunning = true;
  }
  async stop() {
    this.isRunning = false;
  }
  async sendRequest(...sent) {
    state.sent.push(sent);
  }
}

const load = Module._load;
Module._load = (name, ...rest) =>
  ({ vscode, "vscode-languageclient/node": { LanguageClient } })[name] ?? load(name, ...rest);
const extension = require("../extension.js");
const manifest = require("../package.json");

beforeEach(() => {
  for (const key of Object.keys(settings)) delete settings[key];
  Object.assign(state, { clients: [], commands: {}, sent: [], fault: "", error: "", copied: "", reason: undefined });
});

const activate = () => extension.activate({ subscriptions: [] });

test("the server is started for Markdown posts, and told that this client asks for reasons", async () => {
  settings.language = "ja";
  await activate();
  const [id, , server, options] = state.clients[0].given;
  assert.equal(id, "contentQuality");
  assert.deepEqual(server, { command: "content-quality", args: ["lsp"] });
  assert.deepEqual(options.initializationOptions.contentQuality, { useSettings: true, language: "ja", asksReason: true });
  assert.ok(options.documentSelector.every((one) => ["file", "untitled"].includes(one.scheme)));
});

test("a reason goes to the server with the finding", async () => {
  await activate();
  state.reason = "a refrain";
  await state.commands["contentQuality.askReason"]("file:///a.md", "repeated-passage", "0123");
  assert.deepEqual(state.sent, [
    [
      "workspace/executeCommand",
      { command: "contentQuality.waive", arguments: ["file:///a.md", "repeated-passage", "0123", "a refrain"] },
    ],
  ]);
  assert.equal(state.asked.validateInput("  "), "A waiver needs a reason.");
  assert.equal(state.asked.validateInput("a refrain"), undefined);
});

for (const reason of [undefined, "", "  "]) {
  test(`without a reason nothing is sent: ${JSON.stringify(reason)}`, async () => {
    await activate();
    state.reason = reason;
    await state.commands["contentQuality.askReason"]("file:///a.md", "no-text", "0123");
    assert.deepEqual(state.sent, []);
  });
}

test("a program that is not there is named, with the command that installs it", async () => {
  settings.command = "/missing/content-quality";
  state.fault = "ENOENT";
  await activate();
  assert.match(state.error, /\/missing\/content-quality.*ENOENT/);
  assert.equal(state.copied, "pip install 'content-quality[lsp]'");
  state.reason = "a refrain";
  await state.commands["contentQuality.askReason"]("file:///a.md", "no-text", "0123");
  assert.deepEqual(state.sent, []);
});

test("a restart ends the old server, and the end of the editor the new one", async () => {
  await activate();
  await state.commands["contentQuality.restart"]();
  assert.deepEqual(state.clients.map((one) => one.isRunning), [false, true]);
  await extension.deactivate();
  assert.deepEqual(state.clients.map((one) => one.isRunning), [false, false]);
});

test("a folder cannot choose the program that is started", () => {
  assert.equal(manifest.contributes.configuration.properties["contentQuality.command"].scope, "machine");
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes("contentQuality.command"));
});

test("every command that the menu offers is there", async () => {
  await activate();
  for (const { command } of manifest.contributes.commands) assert.ok(state.commands[command], command);
});
