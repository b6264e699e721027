/** `npm run associate`: `.saddle` files open in this clone's lab, for this user. */
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "../lib/environment.mjs";
import { fileProblem, SetupProblem } from "../lib/problem.mjs";
import { say } from "../lib/progress.mjs";
import { lastLine, run } from "../lib/run.mjs";

const mimeType = "application/x-saddle";

/**
 * A value of an Exec line, quoted as the desktop entry specification asks.
 * @param {string} text
 */
export const execQuoted = (text) =>
  `"${text.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`.replaceAll("\\", "\\\\");

/** @param {string} node @param {string} script @param {string} icon */
export const desktopEntry = (node, script, icon) => `[Desktop Entry]
Type=Application
Name=Saddle
Name[ko]=Saddle
Comment=A desktop lab for generative adversarial networks
Comment[ko]=생성적 적대 신경망(GAN) 실험실
Exec=${execQuoted(node)} ${execQuoted(script)} %F
Icon=${icon}
Categories=Science;Education;
MimeType=${mimeType};
StartupWMClass=Saddle
`;

const mimePackage = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${mimeType}">
    <comment>Saddle project</comment>
    <comment xml:lang="ko">Saddle 프로젝트</comment>
    <sub-class-of type="application/zip"/>
    <glob pattern="*.saddle" weight="80"/>
  </mime-type>
</mime-info>
`;

async function onLinux() {
  const data = process.env.XDG_DATA_HOME || join(homedir(), ".local", "share");
  const applications = join(data, "applications");
  const mime = join(data, "mime");
  try {
    await mkdir(applications, { recursive: true });
    await mkdir(join(mime, "packages"), { recursive: true });
    const entry = desktopEntry(
      process.execPath,
      join(root, "scripts", "start.mjs"),
      join(root, "resources", "icon.png"),
    );
    await writeFile(join(applications, "saddle.desktop"), entry);
    await writeFile(join(mime, "packages", "saddle.xml"), mimePackage);
  } catch (error) {
    throw fileProblem(error, data);
  }
  // Desktops read the files anyway, sooner or later; these refresh their lists now.
  await run("update-mime-database", [mime]);
  await run("update-desktop-database", [applications]);
  await run("xdg-mime", ["default", "saddle.desktop", mimeType]);
  say(`.saddle files now open in Saddle (${join(applications, "saddle.desktop")}).`);
}

async function onWindows() {
  const command = `"${process.execPath}" "${join(root, "scripts", "start.mjs")}" "%1"`;
  const values = [
    ["HKCU\\Software\\Classes\\.saddle", "Saddle.Project"],
    ["HKCU\\Software\\Classes\\Saddle.Project", "Saddle project"],
    ["HKCU\\Software\\Classes\\Saddle.Project\\shell\\open\\command", command],
  ];
  for (const [key = "", value = ""] of values) {
    const result = await run("reg.exe", ["add", key, "/ve", "/d", value, "/f"]);
    if (result.code !== 0) {
      throw new SetupProblem(
        {
          en: `The registry key ${key} could not be written: ${lastLine(result.output)}`,
          ko: `레지스트리 키 ${key}을(를) 쓰지 못했습니다: ${lastLine(result.output)}`,
        },
        {
          en: "Check that you may change your own registry (HKEY_CURRENT_USER), and run the command again.",
          ko: "자신의 레지스트리(HKEY_CURRENT_USER)를 바꿀 수 있는지 확인하고 명령을 다시 실행하세요.",
        },
      );
    }
  }
  say(".saddle files now open in Saddle.");
}

export async function main() {
  switch (process.platform) {
    case "linux":
      return onLinux();
    case "win32":
      return onWindows();
    case "darwin":
      say("macOS associates files with packaged applications only: open a project with `npm start -- file.saddle`,");
      say("or drop it on Saddle's window.");
      return;
    default:
      throw new SetupProblem(
        {
          en: `Saddle does not know how ${process.platform} associates files.`,
          ko: `${process.platform}에서 파일을 연결하는 방법을 알지 못합니다.`,
        },
        {
          en: "Open a project with `npm start -- file.saddle`.",
          ko: "`npm start -- file.saddle`로 프로젝트를 여세요.",
        },
      );
  }
}
