# The `call` driver for Ruby: loads a file of the submission and calls its functions for the judge.
#
# `driver.rb FILE` in /srv/app; listens on 127.0.0.1:$PORT, one connection, length-prefixed JSON frames, one call at a time. A function is
# a method at the top level of the file, or one that a module or class of the project has itself. It shares a process with the
# submission and is trusted with nothing: what it says is the submission's word.

require "json"
require "socket"

module VetloopDriver
  MAX_FRAME = 8 * 1024 * 1024
  SAFE_INTEGER = 2**53
  TAGS = %w[$bytes $int $float $object].freeze
  NUMBERS = { "nan" => Float::NAN, "inf" => Float::INFINITY, "-inf" => -Float::INFINITY }.freeze
  RAISED = [StandardError, ScriptError, SystemStackError, NoMemoryError].freeze

  # A name that the project has no function for.
  class UnknownFunction < NameError; end

  module_function

  # JSON form to Ruby value.
  def unpack(value)
    return value.map { |item| unpack(item) } if value.is_a?(Array)
    return value unless value.is_a?(Hash)

    if value.size == 1
      tag, content = value.first
      return content.unpack1("m") if tag == "$bytes"
      return Integer(content, 10) if tag == "$int"
      return NUMBERS.fetch(content) if tag == "$float"

      value = content if tag == "$object"
    end
    value.transform_values { |item| unpack(item) }
  end

  # Ruby value to its JSON form; raises TypeError for what has none.
  def pack(value)
    case value
    when nil, true, false then value
    when String then pack_string(value)
    when Symbol then pack_string(value.name)
    when Integer then value.abs < SAFE_INTEGER ? value : { "$int" => value.to_s }
    when Float then value.finite? ? value : { "$float" => NUMBERS.find { |_, it| it.to_s == value.to_s }.first }
    when Array then value.map { |item| pack(item) }
    when Hash then pack_map(value)
    when Time then value.strftime(value.subsec.zero? ? "%Y-%m-%dT%H:%M:%S%:z" : "%Y-%m-%dT%H:%M:%S.%6N%:z")
    when Struct then pack_map(value.to_h)
    when Enumerator, Range then pack(value.to_a)
    else pack_other(value)
    end
  end

  # Binary strings are bytes, like any that cannot be text. Subclasses (the hash of a password) are text where they can be.
  def pack_string(value)
    binary = value.encoding == Encoding::BINARY && (value.instance_of?(String) || !value.ascii_only?)
    text = value.encode(Encoding::UTF_8) unless binary
    return String.new(text) if text&.valid_encoding?

    { "$bytes" => [value].pack("m0") }
  rescue EncodingError
    { "$bytes" => [value].pack("m0") }
  end

  def pack_map(value)
    packed = value.to_h { |key, item| [key.to_s, pack(item)] }
    packed.size == 1 && TAGS.include?(packed.keys.first) ? { "$object" => packed } : packed
  end

  def pack_other(value)
    return value.iso8601 if value.respond_to?(:iso8601)
    return pack(value.to_a) if value.is_a?(Enumerable) && value.respond_to?(:to_a)

    raise TypeError, "a value of type #{value.class} cannot be returned to the caller"
  end

  # Load the file; return what may have the functions: the top level, then the project's modules, outer ones first.
  def load_project(path)
    $LOAD_PATH.unshift(Dir.pwd)
    before = Object.private_instance_methods(false)
    require File.expand_path(path)
    top = (Object.private_instance_methods(false) - before).to_h { |name| [name, TOPLEVEL_BINDING.receiver.method(name)] }
    [top, modules_of(Object, Dir.pwd + File::SEPARATOR, 0)]
  end

  def modules_of(outer, root, depth)
    found = outer.constants(false).filter_map do |name|
      next if outer.autoload?(name, false) || !outer.const_source_location(name, false)&.first&.start_with?(root)

      inner = outer.const_get(name, false)
      inner if inner.is_a?(Module)
    end
    depth < 3 ? found + found.flat_map { |inner| modules_of(inner, root, depth + 1) } : found
  end

  def function(project, name)
    top, modules = project
    [name, "#{name}?", "#{name}!"].map(&:to_sym).each do |spelling|
      return top[spelling] if top.key?(spelling)

      home = modules.find { |it| it.singleton_methods.include?(spelling) }
      return home.method(spelling) if home
    end
    raise UnknownFunction, "the project has no function #{name}"
  end

  # Make one call and describe how it ended.
  def answer(project, request)
    arguments = request["args"].map { |item| unpack(item) }
    { "id" => request["id"], "value" => pack(function(project, request["call"]).call(*arguments)) }
  rescue *RAISED => e
    bases = e.class.ancestors.grep(Class).drop(1).map { |it| it.name.to_s }
    { "id" => request["id"], "error" => { "kind" => e.class.name.to_s, "bases" => bases, "message" => clean(e.message) } }
  end

  def clean(message)
    message.to_s.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).scrub[0, 10_000]
  end

  def send_frame(connection, message)
    begin
      frame = JSON.generate(message, max_nesting: 0)
    rescue *RAISED => e
      frame = JSON.generate({ "id" => message["id"], "error" => { "kind" => e.class.name.to_s, "message" => clean(e.message) } })
    end
    if frame.bytesize > MAX_FRAME
      problem = { "kind" => "RangeError", "message" => "the value is too large to be returned" }
      frame = JSON.generate({ "id" => message["id"], "error" => problem })
    end
    connection.write([frame.bytesize].pack("N"), frame)
  end

  # Serve one connection until it closes.
  def serve(path)
    connection = TCPServer.new("127.0.0.1", Integer(ENV.fetch("PORT"))).accept
    connection.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    connection.sync = true
    begin
      project = load_project(path)
    rescue *RAISED => e
      send_frame(connection, { "ready" => false, "error" => "#{e.class}: #{clean(e.message)}" })
      raise
    end
    send_frame(connection, { "ready" => true })
    while (head = connection.read(4)) && head.bytesize == 4
      request = connection.read(head.unpack1("N")) or break
      send_frame(connection, answer(project, JSON.parse(request, max_nesting: 0)))
    end
  end
end

VetloopDriver.serve(ARGV.shift)
