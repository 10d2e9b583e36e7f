# What a person types. Each target sets up what it needs; see Scripts/setup.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build demo test bench lint docs man setup clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install missing packages (Debian, Ubuntu) and fetch a kernel for the virtual machine
	@Scripts/setup all

build: ## Build the library and vidctl, optimised
	@Scripts/setup build
	swift build -c release --product vidctl

demo: ## Take a picture from the first webcam or, without one, from vivid in a virtual machine
	@Scripts/demo

test: ## Run all tests: on this machine, and against the real vivid driver in a virtual machine
	@Scripts/test

bench: ## Measure what a frame costs, beside a C loop, v4l2-ctl and yavta
	@Scripts/bench

lint: ## Check the format of the sources
	@Scripts/lint

docs: ## Build the documentation of the libraries
	@Scripts/setup build
	swift package generate-documentation --target V4L2 --target Capture --target Negotiation

man: ## Write the manual pages of vidctl to the folder man
	@Scripts/setup build
	@Scripts/manpages

clean: ## Remove what was built; kernels stay in the cache folder
	swift package clean
	rm -rf demo
