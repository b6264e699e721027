import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { reasonOf } from "../../shared/contract/errors";
import { inBoth, texts } from "../i18n";
import { ErrorNotice } from "../ui/ErrorNotice";

/** Keeps a fault of one page from taking the window down. */
export class PageGuard extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: null };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <div className="sd-page-fault">
        <ErrorNotice error={{ code: "internal", message: inBoth("pageFault"), hint: reasonOf(this.state.fault) }}>
          <Button variant="default" onClick={() => this.setState({ fault: null })}>
            {texts.t("showAgain")}
          </Button>
        </ErrorNotice>
      </div>
    );
  }
}
