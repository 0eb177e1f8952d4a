# 廉防。make 不带目标时列出全部目标。
PYTHON ?= python3
INBOX ?= $(if $(wildcard inbox),inbox,examples/inbox)
BIN := .venv/bin
# A file's tests stay together on one core: what they share is made once.
ON_ALL_CORES := -n auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help fuzz reports test check kills bench bench-checks mutants look template layouts examples docs sbom lock system clean

help: ## 列出全部目标
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# Status 1 means: finished, with errors in the workbooks. The documents are there, so make itself has not failed.
reports: system .venv/.ready ## 读 inbox/（没有则用 examples/inbox/），生成全部公文到 output/
	@$(BIN)/lianfang reports --inbox $(INBOX) $(if $(filter examples/inbox,$(INBOX)),--previous examples/previous/2025) $(if $(PERIOD),--period $(PERIOD)) $(if $(wildcard $(dir $(INBOX))本机关/版式),,$(if $(wildcard 版式),--layouts 版式)); status=$$?; \
	if [ $$status -eq 1 ]; then echo "公文已全部生成；填报表中有错误，见首页“填报问题”（状态 1）。"; exit 0; fi; \
	exit $$status

test: system .venv/.ready ## 全部测试，连同格式、类型检查；用上全部核
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/mypy
	@$(BIN)/python -m pytest $(ON_ALL_CORES)

check: .venv/.ready ## 快速检查：格式、类型、不跑整个流程的测试
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q . && $(BIN)/mypy
	@$(BIN)/python -m pytest $(ON_ALL_CORES) --ignore tests/test_run.py --ignore tests/test_pdf.py

kills: .venv/.ready ## 在随机时刻强行终止运行 200 次，核对输出始终完整
	@LIANFANG_KILLS=200 $(BIN)/python -m pytest -k kill_at_any_point tests/test_transaction.py

bench: .venv/.ready ## 测速度和内存
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.periods
	@$(BIN)/python -m benchmarks.grounds
	@$(BIN)/python -m benchmarks.citations tests/corpora/citations/develop.jsonl tests/corpora/citations/measure.jsonl

bench-checks: .venv/.ready ## 在干净的表里植入已知的错误，逐项检查数查出多少、误报多少
	@$(BIN)/python -m benchmarks.checks

mutants: .venv/.ready ## 改动规则代码的一处，看有没有测试发觉（约 12 分钟，docs/testing.md）
	@$(BIN)/python -m tools.mutants

fuzz: .venv/.ready ## 用随机改动的文件反复读取、归一、检查（RUNS 次，默认 200000），不得崩溃、停滞
	@$(BIN)/python -m tools.fuzz -runs=$(or $(RUNS),200000)

look: ## 把 output/ 里的 PDF 页面存成 look/ 下的图片
	@rm -rf look && find output -name '*.pdf' | while read -r pdf; do \
	  to="look/$${pdf#output/}"; mkdir -p "$${to%.pdf}"; pdftoppm -r 60 -png "$$pdf" "$${to%.pdf}/page"; done
	@echo "页面图片在 look/ 下。"

template: .venv/.ready ## 重新写出标准填报表
	@$(BIN)/lianfang template

layouts: .venv/.ready ## 重新生成 templates_docx/ 的版式（会覆盖在 Word 中的改动）
	@$(BIN)/python -m tools.layouts templates_docx

examples: .venv/.ready ## 由 examples/texts/ 的文字重新填写示例工作簿
	@$(BIN)/python examples/build.py

docs: .venv/.ready ## 由程序重新生成 docs/ 中的检查目录、定级规则、版式标记
	@$(BIN)/python -m tools.docs docs

sbom: .venv/.ready ## 写出软件物料清单 dist/sbom.cdx.json（CycloneDX）和 docs/licences.md
	@mkdir -p dist && $(BIN)/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --of JSON -o dist/sbom.cdx.json .venv
	@$(BIN)/python -m tools.licences dist/sbom.cdx.json docs/licences.md

lock: .venv/.ready ## 按 pyproject.toml 重新锁定依赖（须先在 .venv 中装 pip-tools）
	@$(BIN)/pip-compile -q --generate-hashes --extra dev --allow-unsafe --strip-extras --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

system:
	@.ci/system-packages

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 以上。请安装后用 make PYTHON=python3.11 重新运行。"; exit 2; }
	@echo "建立虚拟环境并安装锁定的依赖（只此一次）……"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/venv-package $(PYTHON)
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean: ## 删去虚拟环境、缓存和输出
	@rm -rf .venv look .pytest_cache .mypy_cache .ruff_cache .hypothesis output/[0-9]* output/收件 *.egg-info
