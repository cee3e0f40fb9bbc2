// Starts `content-quality lsp` and asks for what the protocol cannot ask for: the reason of a waiver.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const SECTION = "contentQuality";
const LANGUAGES = ["markdown", "mdx"];
const INSTALL = "pip install 'content-quality[lsp]'";

let client;

function options() {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return {
    documentSelector: LANGUAGES.flatMap((language) =>
      ["file", "untitled"].map((scheme) => ({ language, scheme })),
    ),
    initializationOptions: {
      [SECTION]: {
        useSettings: settings.get("useSettings", true),
        language: settings.get("language", "en"),
        asksReason: true,
      },
    },
    synchronize: { configurationSection: SECTION },
  };
}

async function start() {
  const command = vscode.workspace.getConfiguration(SECTION).get("command", "content-quality");
  client = new LanguageClient(SECTION, "content-quality", { command, args: ["lsp"] }, options());
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const chosen = await vscode.window.showErrorMessage(
      `content-quality could not be started (${command}): ${error.message}`,
      "Copy the command that installs it",
    );
    if (chosen) {
      await vscode.env.clipboard.writeText(INSTALL);
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function askReason(uri, check, fingerprint) {
  const reason = await vscode.window.showInputBox({
    title: `Accept ${check}`,
    prompt: "Why is the passage right as it is? The waiver is added to content-quality.waivers.toml; save that file.",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() ? undefined : "A waiver needs a reason."),
  });
  if (client && reason?.trim()) {
    await client.sendRequest("workspace/executeCommand", {
      command: "contentQuality.waive",
      arguments: [uri, check, fingerprint, reason],
    });
  }
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("contentQuality.askReason", askReason),
    vscode.commands.registerCommand("contentQuality.restart", restart),
  );
  await start();
};

exports.deactivate = stop;
