export { DatasetDrawing, DatasetSection, useDrawnField } from "./DatasetSection";
export { SettingsPanel, SettingsPanel as default } from "./SettingsPanel";
