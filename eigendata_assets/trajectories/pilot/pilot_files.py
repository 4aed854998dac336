"""What a generation in two phases leaves in the workspace: its report, every prompt as a file, and its charts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.pilot import PilotReport, PromptVersion
from eigendata_assets.errors import InputError
from eigendata_assets.reports.rendering import html_templates, markdown_templates
from eigendata_assets.storage.files import write_bytes, write_text
from eigendata_assets.trajectories.pilot.chart_plot import plot_png

_MARKDOWN = markdown_templates(html_templates(Path(__file__).parent / "templates"))


@dataclass(frozen=True, slots=True)
class PilotFiles:
    """The folder `pilot/` of a domain."""

    folder: Path

    @property
    def report_file(self) -> Path:
        """The report, which is also the state of a run that was stopped."""
        return self.folder / "pilot.json"

    @property
    def charts_file(self) -> Path:
        """The picture of the charts."""
        return self.folder / "charts.png"

    def prompt_file(self, prompt: PromptVersion) -> Path:
        """Where the text of a version lies."""
        return self.folder / "prompts" / prompt.role / f"{prompt.version}.md"

    def last(self) -> PilotReport | None:
        """The last report, finished or not; None where there was no pilot. Raises InputError as `read` does."""
        return self._report() if self.report_file.exists() else None

    def read(self, domain: str, request: str) -> PilotReport:
        """What the same request has done so far; a report without a phase where it has not begun, or has ended.

        Raises InputError where the file is no report.
        """
        fresh = PilotReport(domain=domain, request=request, phases=())
        if not self.report_file.exists():
            return fresh
        found = self._report()
        return found if found.request == request and not found.finished else fresh

    def _report(self) -> PilotReport:
        try:
            return PilotReport.model_validate_json(self.report_file.read_bytes())
        except ValidationError as error:
            hint = "Remove it to begin anew."
            raise InputError(
                f"no report: {error.errors()[0]['msg']}", where=(str(self.report_file),), hint=hint
            ) from None

    def write(self, report: PilotReport) -> None:
        """The folder shows the report: as JSON and Markdown, the prompts by role and version, the charts.

        The report itself is written last, so that it never speaks of files that are not there.
        """
        for phase in report.phases:
            for strategy in phase.pilot.strategies:
                for each in strategy.prompts:
                    write_text(self.prompt_file(each), each.text)
        write_bytes(self.charts_file, plot_png(report))
        write_text(self.folder / "pilot.md", _MARKDOWN.get_template("pilot.md.j2").render(report=report))
        write_text(self.report_file, report.to_json(indent=1) + "\n")
