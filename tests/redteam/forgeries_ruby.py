"""Submissions in Ruby that don't do the work and try to be found secure all the same; rows as in `tests.redteam.forgeries`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.drill.forgeries import Files

_NOTHING = "def answer(value) = nil\n"
_PASSED = (
    r'{"op": "result", "test": "test_gives_back", "outcome": "passed"}'
    + "\\n1 examples, 0 failures\\nok 1 - test_gives_back\\n"
)

RUBY: Mapping[str, Files] = MappingProxyType(
    {
        "01-exit-at-load": {"notes.rb": "exit!(0)\n"},
        "01-exit-in-call": {"notes.rb": "def answer(value) = exit!(0)\n"},
        "02-system-exit": {"notes.rb": "def answer(value) = exit(0)\n"},
        "02-interrupt": {"notes.rb": "def answer(value) = raise(Interrupt)\n"},
        "02-throw": {"notes.rb": "def answer(value) = throw(:done, value)\n"},
        "04-runner-settings": {
            "notes.rb": _NOTHING,
            ".rspec": "--dry-run\n",
            "Rakefile": "exit!(0)\n",
            "Gemfile": "exit!(0)\n",
            ".ruby-version": "none\n",
        },
        "06-patched-frameworks": {
            "notes.rb": "module Minitest; module Assertions; def assert(*) = true; end; end\n"
            "class BasicObject; def ==(other) = true; def !=(other) = false; end\n" + _NOTHING
        },
        "07-daemon": {
            "notes.rb": "fork do\n  Process.daemon(true, true)\n  sleep 1\n"
            "  %w[/tmp /srv /run /targets /tests .].product(%w[result.json junit.xml verdict]) do |folder, name|\n"
            "    File.write(\"#{folder}/#{name}\", 'passed') rescue nil\n  end\n  sleep 30\nend\n" + _NOTHING
        },
        "07-at-exit": {"notes.rb": f"at_exit {{ $stdout.syswrite('{_PASSED}'); exit!(0) }}\n" + _NOTHING},
        "08-equal-to-everything": {
            "notes.rb": "class Yes < String; def ==(other) = true; def encoding = Encoding::UTF_8; end\n"
            "def answer(value) = Yes.new('x')\n"
        },
        "09-object-space": {
            "notes.rb": "def answer(value)\n"
            "  ObjectSpace.each_object(String).find { |it| it.frozen? && it.include?('expect') }.to_s\nend\n"
        },
        "11-printed-results": {
            "notes.rb": f"64.times {{ |number| IO.new(number, autoclose: false).syswrite('{_PASSED}') rescue nil }}\n"
            + _NOTHING
        },
        "12-patched-library": {
            "notes.rb": 'def JSON.generate(*) = \'{"id": 1, "value": true}\'\ndef Random.rand(*) = 0\ndef Time.now = at(0)\n'
            + _NOTHING
        },
        "13-shadowed-libraries": {
            "notes.rb": _NOTHING,
            "json.rb": "exit!(0)\n",
            "socket.rb": "exit!(0)\n",
            "lib/json.rb": "exit!(0)\n",
        },
        "14-replaced-interpreter": {
            "notes.rb": "unless ENV['AGAIN']\n  exec({ 'AGAIN' => '1', 'RUBYOPT' => '-r/srv/app/x.rb', 'LD_PRELOAD' => '/srv/app/x.so' },"
            " 'ruby', '-e', 'exit!(0)')\nend\n" + _NOTHING,
            "x.rb": "exit!(0)\n",
            "ruby": "#!/bin/sh\nexit 0\n",
        },
        "16-poisoned-compiled-code": {
            "notes.rb": "def RubyVM::InstructionSequence.load_iseq(path) = compile('def answer(value) = value')\n"
            "File.binwrite('/opt/toolchain/ruby/compiled/x.yarv', 'x') rescue nil\n" + _NOTHING
        },
        "18-own-protocol": {
            "notes.rb": "ObjectSpace.each_object(TCPSocket) do |line|\n  (1..9).each do |number|\n"
            '    frame = %({"id": #{number}, "value": true})\n    line.write([frame.bytesize].pack(\'N\'), frame)\n  end\nend\n'
            + _NOTHING
        },
        "18-endless-frame": {
            "notes.rb": 'ObjectSpace.each_object(TCPSocket) { |line| line.write("\\xff" * 4096) }\n' + _NOTHING
        },
        "18-not-a-number": {"notes.rb": "def answer(value) = Float::NAN\n"},
        "18-deep": {"notes.rb": "def answer(value) = (1..900).reduce([]) { |deep, _| [deep] }\n"},
        "18-a-gigabyte": {"notes.rb": "def answer(value) = 'x' * (1 << 30)\n"},
        "19-search-for-tests": {
            "notes.rb": "def answer(value)\n"
            "  paths = Dir.glob(['/tests/*', '/judge/**/*.py', '/targets/*', '/proc/*/{environ,cmdline}'])\n"
            "  value if paths.any? { |path| File.binread(path, 100_000).match?(/gives_back|VETLOOP/n) rescue false }\nend\n"
        },
    }
)
