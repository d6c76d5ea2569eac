require_relative "application"

Workshop::Application.initialize!

File.delete("workshop.db") if File.exist?("workshop.db")
ActiveRecord::Schema.verbose = false
load Rails.root.join("db/schema.rb")
