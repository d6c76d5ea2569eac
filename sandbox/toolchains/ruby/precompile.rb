# precompile.rb ROOT INSIDE: compiles every file of ROOT/lib and of the standard library to ROOT/compiled, as files that boot.rb loads.
#
# The paths in the compiled files are the ones a sandbox sees, where ROOT is called INSIDE.

require "fileutils"

ROOT, INSIDE = ARGV
SKIPPED = %w[bundler irb rdoc ruby_vm reline debug rbs typeprof syntax_suggest rubygems].freeze

def compile(source, shown)
  text = File.read(source, encoding: "UTF-8")
  target = File.join(ROOT, "compiled", "#{shown}.yarv")
  FileUtils.mkdir_p(File.dirname(target))
  File.binwrite(target, RubyVM::InstructionSequence.compile(text, shown, shown, 1).to_binary)
rescue SyntaxError
  nil # a template, or a file for another Ruby: loading it says so
end

$VERBOSE = nil
library = File.join(ROOT, "lib")
Dir.glob("**/*.rb", base: library) { |path| compile(File.join(library, path), "#{INSIDE}/lib/#{path}") }
standard = RbConfig::CONFIG["rubylibdir"]
Dir.glob("**/*.rb", base: standard) do |path|
  compile(File.join(standard, path), File.join(standard, path)) unless SKIPPED.include?(path[%r{\A[^/.]+}])
end
