# Copies the packages out of this host's Ruby.
#
# `lay_out.rb`: prints their versions and a digest of every file. `lay_out.rb ROOT`: makes ROOT/lib, one folder for all of them, and
# ROOT/gems with a specification of each, for programs that ask RubyGems. Packages are ROOTS and what these need at run time;
# Debian installs some of them as gems and some straight into vendor_ruby.

require "digest"
require "fileutils"

ROOTS = %w[railties activerecord sqlite3 puma bcrypt webrick rexml].freeze
IN_VENDOR_RUBY = %w[method_source racc rails-deprecated_sanitizer rails/deprecated_sanitizer rubygems sqlite3].freeze
LEFT_OUT = %r{\A(rails/(generators|commands|tasks)|minitest|action_dispatch/system_test)|\.[cho]\z}

def packages
  specs = {}
  queue = ROOTS.dup
  until queue.empty?
    name = queue.shift
    next if specs.key?(name)

    specs[name] = Gem::Specification.find_by_name(name)
    queue.concat(specs[name].runtime_dependencies.map(&:name))
  end
  specs.values.sort_by(&:name)
end

# Path below lib → file of this host.
def files(specs)
  gems = specs.flat_map(&:full_require_paths).select { |folder| File.directory?(folder) }
  found = gems.flat_map { |folder| Dir.glob("**/*", base: folder).map { |path| [path, File.join(folder, path)] } }
  RbConfig::CONFIG.values_at("vendordir", "vendorlibdir", "vendorarchdir").uniq.each do |folder|
    names = IN_VENDOR_RUBY.flat_map { |name| ["#{name}.rb", "#{name}/**/*"] }
    found += Dir.glob(names, base: folder).map { |path| [path, File.join(folder, path)] }
  end
  found.select { |path, source| File.file?(source) && !path.match?(LEFT_OUT) }.uniq(&:first).sort.to_h
end

def specification(spec)
  needs = spec.runtime_dependencies.map { |need| "  s.add_dependency(#{need.name.inspect})\n" }.join
  <<~SPECIFICATION
    # -*- encoding: utf-8 -*-
    # stub: #{spec.name} #{spec.version} ruby lib
    Gem::Specification.new do |s|
      s.name, s.version, s.summary, s.authors = #{spec.name.inspect}, #{spec.version.to_s.inspect}, "in lib", ["its authors"]
      s.require_paths = ["lib"]
    #{needs}end
  SPECIFICATION
end

specs = packages
sources = files(specs)
if ARGV.empty?
  total = Digest::SHA256.new
  sources.each { |path, source| total << "#{path}\0" << Digest::SHA256.file(source).digest }
  wanted = specs.select { |spec| ROOTS.include?(spec.name) }.map { |spec| "#{spec.name} #{spec.version}" }
  puts "#{RUBY_VERSION}p#{RUBY_PATCHLEVEL} (#{wanted.join(', ')}; packages #{total.hexdigest[0, 12]})"
else
  sources.each do |path, source|
    target = File.join(ARGV[0], "lib", path)
    FileUtils.mkdir_p(File.dirname(target))
    FileUtils.copy_file(source, target)
  end
  FileUtils.mkdir_p(File.join(ARGV[0], "gems", "specifications"))
  specs.each do |spec|
    File.write(File.join(ARGV[0], "gems", "specifications", "#{spec.full_name}.gemspec"), specification(spec))
  end
end
