# Runs before every program: finds the packages in lib/ beside it, and takes files from compiled/ where they lie at the paths that
# they were compiled for. RubyGems is not loaded at start. The host's own packages stay out of sight.

$LOAD_PATH.reject! { |folder| folder.match?(%r{\A/usr/(local/)?lib/.*(site|vendor)_ruby}) }
$LOAD_PATH.insert($LOAD_PATH.index { |folder| folder.start_with?("/usr/lib/") } || -1, "#{__dir__}/lib")

# Versions and folders are almost all that most programs ask of RubyGems; the rest of it is loaded when it is named.
module Gem
  autoload :Platform, "rubygems/platform"
  autoload :Requirement, "rubygems/requirement"
  autoload :Version, "rubygems/version"

  class << self
    def path
      [default_dir]
    end

    def default_dir
      ENV.fetch("GEM_HOME")
    end

    def const_missing(name)
      const_get(name) if require("rubygems") || super
    end

    def method_missing(name, ...)
      require("rubygems") ? public_send(name, ...) : super
    end
  end
end

module Kernel
  private

  # Every package has the one version that is installed.
  def gem(*)
    true
  end
end

if __dir__ == "/opt/toolchain/ruby"
  class << RubyVM::InstructionSequence
    def load_iseq(path)
      return unless path.start_with?("/opt/toolchain/ruby/lib/", "/usr/lib/ruby/")

      load_from_binary(File.binread("/opt/toolchain/ruby/compiled#{path}.yarv"))
    rescue SystemCallError
      nil
    end
  end
end
