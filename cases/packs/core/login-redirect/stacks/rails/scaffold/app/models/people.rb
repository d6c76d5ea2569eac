# Who may sign in: one line per person, `address salt digest`.
module People
  module_function

  # What is kept of a password.
  def digest(salt, password)
    OpenSSL::KDF.scrypt(password, salt: salt, N: 1024, r: 8, p: 1, length: 64).unpack1("H*")
  end

  # Whether this is the person's password.
  def check(email, password)
    Rails.root.join(Settings::PEOPLE).each_line do |line|
      address, salt, kept = line.split
      return ActiveSupport::SecurityUtils.secure_compare(digest(salt, password), kept) if address == email
    end
    false
  end
end
